namespace VisualSearch.Cli.Evaluation;

/// <summary>The figures of a run, and of each group in it.</summary>
/// <param name="Groups">By name; empty where the queries have none.</param>
internal sealed record EvalSummary(EvalFigures All, IReadOnlyList<EvalFigures> Groups)
{
    /// <param name="outcomes">Those with an error count for nothing.</param>
    /// <returns>Null when no query was answered.</returns>
    public static EvalSummary? Of(IReadOnlyList<QueryOutcome> outcomes, IReadOnlyList<int> ks, int depth)
    {
        QueryOutcome[] answered = [.. outcomes.Where(outcome => outcome.Error is null)];
        return answered.Length == 0
            ? null
            : new EvalSummary(EvalFigures.Of(null, answered, ks, depth), [.. answered
                .Where(outcome => outcome.Group is not null)
                .GroupBy(outcome => outcome.Group)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => EvalFigures.Of(group.Key, [.. group], ks, depth))]);
    }
}

/// <summary>The figures of some queries.</summary>
/// <param name="Group">Null for all of them.</param>
/// <param name="SeveralRelevant">Some query has more than one relevant product; without, hits and recall are the same.</param>
/// <param name="Hits">Share of queries with a relevant product among the first k: success@k, what is called recall@k where each query has one right answer.</param>
/// <param name="Recall">Share of a query's relevant products among the first k, averaged over queries.</param>
/// <param name="Depth">How many places a reciprocal rank looks at; beyond, it is 0.</param>
/// <param name="MeanReciprocalRank">Mean of one over the place of the first relevant product.</param>
internal sealed record EvalFigures(
    string? Group,
    int Queries,
    bool SeveralRelevant,
    IReadOnlyList<FigureAt> Hits,
    IReadOnlyList<FigureAt> Recall,
    int Depth,
    Interval MeanReciprocalRank,
    IReadOnlyList<LatencyAt> ClientMs,
    IReadOnlyList<LatencyAt> ServerMs)
{
    public static readonly IReadOnlyList<int> Percents = [50, 90, 95, 99];

    /// <param name="answered">At least one, all without an error.</param>
    public static EvalFigures Of(string? group, IReadOnlyList<QueryOutcome> answered, IReadOnlyList<int> ks, int depth)
    {
        bool several = answered.Any(outcome => outcome.Relevant.Count > 1);
        FigureAt[] hits = [.. ks.Select(k => new FigureAt(k, Interval.OfProportion(answered.Count(outcome => outcome.HitAt(k)), answered.Count)))];
        return new EvalFigures(
            group,
            answered.Count,
            several,
            hits,
            several ? [.. ks.Select(k => new FigureAt(k, Bootstrap.OfMean([.. answered.Select(outcome => outcome.RecallAt(k))])))] : hits,
            depth,
            Bootstrap.OfMean([.. answered.Select(outcome => outcome.ReciprocalRank(depth))]),
            Latencies([.. answered.Select(outcome => outcome.ClientMs).OfType<double>()]),
            Latencies([.. answered.Select(outcome => outcome.ServerMs).OfType<double>()]));
    }

    private static LatencyAt[] Latencies(IReadOnlyList<double> values) =>
        values.Count == 0 ? [] : [.. Percents.Select(percent => new LatencyAt(percent, Bootstrap.OfPercentile(values, percent)))];
}

/// <summary>A figure among the first k.</summary>
internal sealed record FigureAt(int K, Interval Figure);

/// <summary>A percentile of latencies, milliseconds, by nearest rank.</summary>
internal sealed record LatencyAt(int Percent, Interval Ms);
