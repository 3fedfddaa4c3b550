using System.Globalization;
using Spectre.Console;

namespace VisualSearch.Cli.Evaluation;

/// <summary>A run and its comparison as tables for people.</summary>
internal static class EvalReport
{
    public static void Write(IAnsiConsole console, EvalRun run, RunComparison? comparison)
    {
        if (run.Summary is { } summary)
        {
            console.Write(Figures(summary.All));
            if (summary.Groups.Count > 0)
            {
                console.Write(Groups(summary.Groups));
            }
        }

        if (comparison is { Differences.Count: > 0 })
        {
            console.Write(Differences(comparison));
        }
    }

    /// <summary>The definitions behind the figures, and what was left out, each in a sentence.</summary>
    public static IEnumerable<string> Remarks(EvalRun run, RunComparison? comparison)
    {
        if (run.Summary is { All: { } all })
        {
            yield return all.SeveralRelevant
                ? "hit@k: share of queries with a relevant product among the first k (also called success@k). recall@k: share of a query's relevant products among the first k, averaged over the queries."
                : "recall@k: share of queries whose relevant product is among the first k (each query has one).";
            yield return $"MRR@{all.Depth}: mean of 1/place of the first relevant product, 0 beyond place {all.Depth}. Latencies: percentiles by nearest rank; client from sending to the last byte, server as its query_time_ms says. "
                + "Intervals: 95 %; Wilson's for shares of queries, else percentile bootstrap.";
        }

        yield return $"{run.Queries.Count(outcome => outcome.Error is null):N0} queries answered by {run.Server.Model ?? "an unnamed model"} at {run.Server.Address}; {run.LeftOut:N0} rows without relevant products left out; {run.Faults.Count:N0} with errors count for nothing.";
        if (run.Summary is not null && run.Queries.All(outcome => outcome.Ranks.Count == 0))
        {
            yield return "Not one relevant product was found. Are those the external ids of this catalogue? --map relevant=COLUMN says where they are.";
        }

        if (run.Server.Pending > 0)
        {
            yield return $"{run.Server.Pending:N0} products were not indexed yet when the run began: the figures will change.";
        }

        if (comparison is not null)
        {
            yield return comparison.OnlyHere + comparison.OnlyInBaseline == 0
                ? $"Compared with {comparison.Baseline} on the same {comparison.Pairs:N0} queries."
                : $"The query sets differ: {comparison.Pairs:N0} queries are in both and are compared; {comparison.OnlyHere:N0} are answered here only, {comparison.OnlyInBaseline:N0} in {comparison.Baseline} only.";
        }
    }

    private static Table Figures(EvalFigures figures)
    {
        Table table = new Table().AddColumns("figure", "value", "95 % interval", "queries");
        table.Columns[1].RightAligned();
        table.Columns[3].RightAligned();
        foreach ((string name, Interval interval, string format) in Rows(figures))
        {
            table.AddRow(name, Number(interval.Value, format), $"{Number(interval.Low, format)} to {Number(interval.High, format)}", $"{figures.Queries:N0}");
        }

        return table;
    }

    private static IEnumerable<(string Name, Interval Interval, string Format)> Rows(EvalFigures figures)
    {
        foreach (FigureAt hits in figures.Hits)
        {
            yield return ($"{HitsName(figures.SeveralRelevant)}@{hits.K}", hits.Figure, "F3");
        }

        foreach (FigureAt recall in figures.SeveralRelevant ? figures.Recall : [])
        {
            yield return ($"recall@{recall.K}", recall.Figure, "F3");
        }

        yield return ($"MRR@{figures.Depth}", figures.MeanReciprocalRank, "F3");
        foreach (LatencyAt client in figures.ClientMs)
        {
            yield return ($"client p{client.Percent}, ms", client.Ms, "F1");
        }

        foreach (LatencyAt server in figures.ServerMs)
        {
            yield return ($"server p{server.Percent}, ms", server.Ms, "F0");
        }
    }

    private static Table Groups(IReadOnlyList<EvalFigures> groups)
    {
        bool several = groups.Any(group => group.SeveralRelevant);
        Table table = new Table().AddColumns("group", "queries");
        table.AddColumns([.. groups[0].Hits.Select(hits => $"{HitsName(several)}@{hits.K}"), $"MRR@{groups[0].Depth}", "client p50, ms", "client p95, ms"]);
        foreach (EvalFigures group in groups)
        {
            table.AddRow([
                Markup.Escape(group.Group!),
                $"{group.Queries:N0}",
                .. group.Hits.Select(hits => WithInterval(hits.Figure)),
                WithInterval(group.MeanReciprocalRank),
                .. group.ClientMs.Where(client => client.Percent is 50 or 95).Select(client => Number(client.Ms.Value, "F1"))]);
        }

        return table;
    }

    private static Table Differences(RunComparison comparison)
    {
        Table table = new Table().AddColumns("figure", "baseline", "now", "difference", "95 % interval", "wins", "losses", "ties", "sign test p");
        foreach (FigureDifference row in comparison.Differences)
        {
            string format = row.Figure.EndsWith("ms", StringComparison.Ordinal) ? "F1" : "F3";
            table.AddRow(
                row.Figure,
                Number(row.Baseline, format),
                Number(row.Now, format),
                Signed(row.Difference.Value, format),
                $"{Signed(row.Difference.Low, format)} to {Signed(row.Difference.High, format)}",
                $"{row.Wins:N0}",
                $"{row.Losses:N0}",
                $"{row.Ties:N0}",
                Number(row.PValue, "G2"));
        }

        return table;
    }

    private static string HitsName(bool several) => several ? "hit" : "recall";

    private static string WithInterval(Interval interval) => $"{Number(interval.Value, "F3")} ({Number(interval.Low, "F3")} to {Number(interval.High, "F3")})";

    private static string Signed(double value, string format) => (value > 0 ? "+" : string.Empty) + Number(value, format);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
