namespace VisualSearch.Cli.Evaluation;

/// <summary>Two runs on the queries that both have, pair by pair.</summary>
/// <param name="Pairs">Queries answered in both.</param>
/// <param name="OnlyHere">Queries of this run that the baseline does not have, or has with other relevant products, or without an answer.</param>
/// <param name="OnlyInBaseline">The other way round.</param>
/// <param name="Differences">This run less the baseline; empty without pairs.</param>
internal sealed record RunComparison(string? Baseline, string? BaselineModel, int Pairs, int OnlyHere, int OnlyInBaseline, IReadOnlyList<FigureDifference> Differences)
{
    /// <param name="baselineName">Where it was read from.</param>
    public static RunComparison Of(EvalRun run, EvalRun baseline, string baselineName)
    {
        Dictionary<string, QueryOutcome> here = Keyed(run.Queries);
        Dictionary<string, QueryOutcome> before = Keyed(baseline.Queries);
        (QueryOutcome Before, QueryOutcome After)[] pairs = [.. here.Where(entry => before.ContainsKey(entry.Key)).Select(entry => (before[entry.Key], entry.Value))];
        int depth = Math.Min(run.Settings.Limit, baseline.Settings.Limit);
        return new RunComparison(
            baselineName,
            baseline.Server.Model,
            pairs.Length,
            here.Count - pairs.Length,
            before.Count - pairs.Length,
            pairs.Length == 0 ? [] : [.. Compare(pairs, [.. run.Settings.K.Where(k => k <= depth)], depth)]);
    }

    private static IEnumerable<FigureDifference> Compare((QueryOutcome Before, QueryOutcome After)[] pairs, IReadOnlyList<int> ks, int depth)
    {
        bool several = pairs.Any(pair => pair.After.Relevant.Count > 1);
        foreach (int k in ks)
        {
            yield return OfMean(several ? $"hit@{k}" : $"recall@{k}", pairs, outcome => outcome.HitAt(k) ? 1 : 0);
        }

        foreach (int k in several ? ks : [])
        {
            yield return OfMean($"recall@{k}", pairs, outcome => outcome.RecallAt(k));
        }

        yield return OfMean($"MRR@{depth}", pairs, outcome => outcome.ReciprocalRank(depth));
        foreach ((string name, Func<QueryOutcome, double?> latency) in new (string, Func<QueryOutcome, double?>)[] { ("client", outcome => outcome.ClientMs), ("server", outcome => outcome.ServerMs) })
        {
            (double Before, double After)[] both = [.. pairs.Where(pair => latency(pair.Before) is not null && latency(pair.After) is not null).Select(pair => (latency(pair.Before)!.Value, latency(pair.After)!.Value))];
            foreach (int percent in both.Length == 0 ? [] : EvalFigures.Percents)
            {
                double[] before = [.. both.Select(pair => pair.Before)];
                double[] after = [.. both.Select(pair => pair.After)];
                yield return FigureDifference.Of(
                    $"{name} p{percent}, ms",
                    Percentile.NearestRank(before, percent),
                    Percentile.NearestRank(after, percent),
                    Bootstrap.OfPercentileDifference(before, after, percent),
                    both.Count(pair => pair.After < pair.Before),
                    both.Count(pair => pair.After > pair.Before),
                    both.Length);
            }
        }
    }

    private static FigureDifference OfMean(string name, (QueryOutcome Before, QueryOutcome After)[] pairs, Func<QueryOutcome, double> figure)
    {
        double[] before = [.. pairs.Select(pair => figure(pair.Before))];
        double[] after = [.. pairs.Select(pair => figure(pair.After))];
        double[] differences = [.. before.Zip(after, (first, second) => second - first)];
        return FigureDifference.Of(name, before.Average(), after.Average(), Bootstrap.OfMean(differences), differences.Count(by => by > 0), differences.Count(by => by < 0), pairs.Length);
    }

    /// <summary>The same question with the same right answers is the same query; one that is asked twice is paired in the order of the file.</summary>
    private static Dictionary<string, QueryOutcome> Keyed(IReadOnlyList<QueryOutcome> outcomes) => outcomes
        .Where(outcome => outcome.Error is null)
        .GroupBy(outcome => $"{outcome.Image}\n{outcome.Query}\n{string.Join(';', outcome.Relevant.Order(StringComparer.Ordinal))}")
        .SelectMany(same => same.Select((outcome, time) => KeyValuePair.Create($"{same.Key}\n{time}", outcome)))
        .ToDictionary();
}

/// <summary>How a figure moved.</summary>
/// <param name="Difference">This run less the baseline, with its 95 % interval from drawing pairs.</param>
/// <param name="Wins">Queries that are better now: found earlier, answered faster.</param>
/// <param name="PValue">Of the sign test on wins and losses, 0 to 1.</param>
internal sealed record FigureDifference(string Figure, double Baseline, double Now, Interval Difference, int Wins, int Losses, int Ties, double PValue)
{
    public static FigureDifference Of(string figure, double baseline, double now, Interval difference, int wins, int losses, int pairs) =>
        new(figure, baseline, now, difference, wins, losses, pairs - wins - losses, SignTest.PValue(wins, losses));
}
