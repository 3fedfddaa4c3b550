namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>
/// The scan's inner loop: the whole-number dot product of one stored row and the query, <c>sum((row[i] - 128) * query[i])</c>.
/// Every implementation gives the same number to the last bit; they differ in the instructions that they need.
/// </summary>
internal interface IRowDot
{
    /// <summary>Whether this processor has the instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <param name="row">First of <see cref="QueryCodes.Stride"/> codes.</param>
    static abstract int Dot(ref byte row, QueryCodes query);
}
