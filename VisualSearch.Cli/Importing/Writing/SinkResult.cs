namespace VisualSearch.Cli.Importing.Writing;

/// <summary>What became of a row.</summary>
/// <param name="Pictures">That the product did not have before.</param>
/// <param name="Reason">Why it was refused; null when it was not.</param>
internal sealed record SinkResult(RowOutcome Outcome, int Pictures, string? Reason = null)
{
    public static SinkResult Refused(string reason) => new(RowOutcome.Refused, 0, reason);
}

internal enum RowOutcome
{
    Created,
    Updated,

    /// <summary>The product was as the row says already.</summary>
    Unchanged,
    Refused,
}
