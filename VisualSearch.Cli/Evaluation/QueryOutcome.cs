namespace VisualSearch.Cli.Evaluation;

/// <summary>What one query came to.</summary>
/// <param name="Line">In the file of queries, from 1.</param>
/// <param name="Relevant">External ids, each once.</param>
/// <param name="Ranks">Places, from 1 and ascending, of the relevant ones that were found; empty when none was, or after an error.</param>
/// <param name="Results">Answered products.</param>
/// <param name="ClientMs">From sending to the last byte of the answer; null after an error.</param>
/// <param name="ServerMs">The answer's own <c>query_time_ms</c>.</param>
/// <param name="Error">Null when it was answered.</param>
internal sealed record QueryOutcome(
    int Line,
    string? Image,
    string? Query,
    string? Group,
    IReadOnlyList<string> Relevant,
    IReadOnlyList<int> Ranks,
    int Results,
    double? ClientMs,
    double? ServerMs,
    string? Error)
{
    /// <summary>A relevant one is among the first <paramref name="k"/>.</summary>
    public bool HitAt(int k) => Ranks.Count > 0 && Ranks[0] <= k;

    /// <summary>The share of the relevant ones that is among the first <paramref name="k"/>, 0 to 1.</summary>
    public double RecallAt(int k) => (double)Ranks.Count(rank => rank <= k) / Relevant.Count;

    /// <summary>One over the place of the first relevant one; 0 when that is beyond <paramref name="depth"/> or was not found.</summary>
    public double ReciprocalRank(int depth) => HitAt(depth) ? 1.0 / Ranks[0] : 0;
}
