using Spectre.Console;

namespace VisualSearch.Cli.Evaluation;

/// <summary>Asks all queries, so many at once.</summary>
internal static class QueryRun
{
    /// <param name="warmup">Queries asked first, one by one, whose answers are thrown away.</param>
    /// <param name="progress">Null for silence.</param>
    /// <returns>In the order of the queries.</returns>
    public static async Task<IReadOnlyList<QueryOutcome>> AskAsync(QueryAsker asker, IReadOnlyList<LabelledQuery> queries, int warmup, int jobs, IAnsiConsole? progress, CancellationToken cancellationToken)
    {
        for (int time = 0; time < warmup; time++)
        {
            await asker.AskAsync(queries[time % queries.Count], cancellationToken);
        }

        if (progress is null)
        {
            return await AskAllAsync(asker, queries, jobs, () => { }, cancellationToken);
        }

        return await progress.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                ProgressTask bar = context.AddTask($"{queries.Count:N0} queries", maxValue: queries.Count);
                return AskAllAsync(asker, queries, jobs, () => bar.Increment(1), cancellationToken);
            });
    }

    private static async Task<IReadOnlyList<QueryOutcome>> AskAllAsync(QueryAsker asker, IReadOnlyList<LabelledQuery> queries, int jobs, Action asked, CancellationToken cancellationToken)
    {
        QueryOutcome[] outcomes = new QueryOutcome[queries.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, queries.Count), new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellationToken }, async (index, token) =>
        {
            outcomes[index] = await asker.AskAsync(queries[index], token);
            asked();
        });
        return outcomes;
    }
}
