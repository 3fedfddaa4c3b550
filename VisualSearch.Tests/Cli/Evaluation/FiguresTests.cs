using CsCheck;
using VisualSearch.Cli.Evaluation;

namespace VisualSearch.Tests.Cli.Evaluation;

public sealed class FiguresTests
{
    /// <summary>What was found, as product numbers in order, and which are relevant.</summary>
    private static readonly Gen<(int[] Found, int[] Relevant)[]> Searches =
        Gen.Select(Gen.Int[0, 30].Array[0, 20].Select(found => found.Distinct().ToArray()), Gen.Int[0, 30].Array[1, 6].Select(relevant => relevant.Distinct().ToArray())).Array[1, 25];

    [Fact]
    public void Figures_are_those_of_their_plain_definitions() => Gen.Select(Searches, Gen.Int[1, 20]).Sample((searches, k) =>
    {
        EvalFigures figures = EvalSummary.Of([.. searches.Select((search, index) => OutcomeOf(index, search.Found, search.Relevant))], [k], 20)!.All;

        Assert.Equal(searches.Average(search => search.Found.Take(k).Intersect(search.Relevant).Any() ? 1.0 : 0), figures.Hits[0].Figure.Value, 9);
        Assert.Equal(searches.Average(search => search.Found.Take(k).Intersect(search.Relevant).Count() / (double)search.Relevant.Length), figures.Recall[0].Figure.Value, 9);
        Assert.Equal(
            searches.Average(search => search.Found.Take(20).Index().Where(hit => search.Relevant.Contains(hit.Item)).Select(hit => 1.0 / (hit.Index + 1)).FirstOrDefault()),
            figures.MeanReciprocalRank.Value,
            9);
    }, iter: 30);

    [Fact]
    public void A_first_place_beyond_the_depth_counts_for_nothing()
    {
        QueryOutcome outcome = OutcomeOf(1, [.. Enumerable.Range(1, 20)], [11]);

        Assert.Equal(1.0 / 11, outcome.ReciprocalRank(11));
        Assert.Equal(0, outcome.ReciprocalRank(10));
    }

    [Fact]
    public void Groups_are_figured_by_themselves_and_errors_count_nowhere()
    {
        QueryOutcome[] outcomes =
        [
            OutcomeOf(1, [1], [1]) with { Group = "b" },
            OutcomeOf(2, [2], [1]) with { Group = "b" },
            OutcomeOf(3, [1], [1]) with { Group = "a" },
            OutcomeOf(4, [], [1]) with { Group = "a", Error = "gone", ClientMs = null },
        ];

        EvalSummary summary = EvalSummary.Of(outcomes, [1], 10)!;

        Assert.Equal(["a", "b"], summary.Groups.Select(group => group.Group));
        Assert.Equal([1.0, 0.5], summary.Groups.Select(group => group.Hits[0].Figure.Value));
        Assert.Equal(3, summary.All.Queries);
        Assert.Null(EvalSummary.Of([outcomes[3]], [1], 10));
    }

    [Fact]
    public void A_run_is_compared_with_its_like_query_by_query()
    {
        EvalRun before = RunOf(100, OutcomeOf(1, [5, 1], [1]), OutcomeOf(2, [1], [1]), OutcomeOf(3, [4], [1]), OutcomeOf(4, [1], [1]));
        EvalRun after = RunOf(100, OutcomeOf(1, [1, 5], [1]), OutcomeOf(2, [1], [1]), OutcomeOf(3, [1], [1]), OutcomeOf(4, [9, 8, 1], [1]) with { ClientMs = 3 }, OutcomeOf(5, [1], [1]));

        RunComparison comparison = RunComparison.Of(after, before, "before.json");

        Assert.Equal((4, 1, 0), (comparison.Pairs, comparison.OnlyHere, comparison.OnlyInBaseline));
        FigureDifference first = comparison.Differences.Single(row => row.Figure == "recall@1");
        Assert.Equal((0.5, 0.75, 0.25), (first.Baseline, first.Now, first.Difference.Value));
        Assert.Equal((2, 1, 1), (first.Wins, first.Losses, first.Ties));
        Assert.Equal(1, first.PValue);
        FigureDifference latency = comparison.Differences.Single(row => row.Figure == "client p99, ms");
        Assert.Equal((1, 0, 3), (latency.Wins, latency.Losses, latency.Ties));
    }

    [Fact]
    public void A_query_with_other_relevant_products_is_another_query()
    {
        RunComparison comparison = RunComparison.Of(RunOf(100, OutcomeOf(1, [1], [1, 2])), RunOf(100, OutcomeOf(1, [1], [1])), "before.json");

        Assert.Equal((0, 1, 1), (comparison.Pairs, comparison.OnlyHere, comparison.OnlyInBaseline));
        Assert.Empty(comparison.Differences);
    }

    [Fact]
    public void A_baseline_that_looked_less_deep_is_compared_as_deep_as_it_looked()
    {
        QueryOutcome found = OutcomeOf(1, [.. Enumerable.Range(1, 20)], [7]);

        RunComparison comparison = RunComparison.Of(RunOf(100, found), RunOf(5, found with { Ranks = [] }), "before.json");

        Assert.All(comparison.Differences, row => Assert.Equal(0, row.Difference.Value));
        Assert.Contains(comparison.Differences, row => row.Figure == "MRR@5");
        Assert.DoesNotContain(comparison.Differences, row => row.Figure == "recall@10");
    }

    private static QueryOutcome OutcomeOf(int line, int[] found, int[] relevant) => new(
        line, $"{line}.jpg", null, null, [.. relevant.Select(id => $"p{id}")], [.. found.Index().Where(hit => relevant.Contains(hit.Item)).Select(hit => hit.Index + 1)], found.Length, 5, 4, null);

    private static EvalRun RunOf(int limit, params QueryOutcome[] outcomes) => new(
        EvalRun.CurrentFormat, default, new EvalServer("http://127.0.0.1/", null, null, "model", 1, 0), new EvalSettings("q.csv", [1, 10], limit, 1, 0, []), 0, [], EvalSummary.Of(outcomes, [1, 10], limit), outcomes);
}
