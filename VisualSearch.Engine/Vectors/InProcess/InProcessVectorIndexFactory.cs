namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>Makes the index of a generation: empty, measured, to be filled with <see cref="VectorIndexFill"/>.</summary>
public sealed class InProcessVectorIndexFactory(VectorsMetrics metrics, TimeProvider time)
{
    // A scan is bound by memory, which few cores fill already.
    private static readonly int MostThreads = Math.Min(Environment.ProcessorCount, 4);

    /// <param name="dimension">Numbers in a vector.</param>
    /// <param name="collection">The generation's collection name, a label on the gauge.</param>
    /// <returns>Dispose it when the generation is dropped.</returns>
    public MeasuredVectorIndex Create(int dimension, string collection) => new(new InProcessVectorIndex(dimension, MostThreads), collection, metrics, time);
}
