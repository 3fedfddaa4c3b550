using System.CommandLine;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Evaluation;

/// <summary><c>visualsearch eval</c>.</summary>
internal static class EvalCommand
{
    /// <summary>Errors said one by one; the rest is a number, and all are in <c>--json</c> and <c>--out</c>.</summary>
    private const int MostSaid = 20;

    public static Command Create(Session session)
    {
        EvalOptions options = new();
        ExampledCommand command = new(
            "eval",
            "Judge a running server by queries whose right answers are known: recall, reciprocal rank, latency",
            ("visualsearch eval queries.csv", "columns image and relevant, pictures beside the file"),
            ("visualsearch eval queries.csv --images photos --map relevant=exact_ids --group category --out run.json", "other columns, figures by category, the run saved"),
            ("visualsearch eval words.jsonl --mode hybrid -k 1,10 --baseline run.json", "words, compared with a saved run"));
        options.AddTo(command);
        command.SetAction((line, cancellationToken) => RunAsync(session, options, line, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, EvalOptions options, ParseResult line, CancellationToken cancellationToken)
    {
        options.Demand(line);
        FileInfo file = line.GetRequiredValue(options.Queries);
        string? group = line.GetValue(options.Group);
        QuerySet set = QueryFile.Read(file.FullName, QueryColumns.Of([.. line.GetValue(options.Map) ?? [], .. group is null ? Array.Empty<string>() : [$"{QueryColumns.Group}={group}"]]));
        if (set.Queries.Count == 0)
        {
            SayFaults(session, set.Faults);
            throw new CommandFailedException(ExitCode.Failed, $"{file} has no query to ask: {set.LeftOut} rows without relevant products, {set.Faults.Count} with errors. Say what is where with --map, such as --map relevant=exact_ids.");
        }

        EvalRun? baseline = line.GetValue(options.Baseline) is { } saved ? await EvalRun.ReadAsync(saved.FullName, cancellationToken) : null;
        using SavedRun? saving = line.GetValue(options.Out) is { } path ? SavedRun.Begin(path) : null;
        using ApiConnection api = await TargetFinder.FindServerAsync(session.TargetOf(line), cancellationToken);
        EvalRun run = await AskAllAsync(session, options, line, api, set, cancellationToken);
        RunComparison? comparison = baseline is null ? null : RunComparison.Of(run, baseline, line.GetValue(options.Baseline)!.ToString());
        SayFaults(session, run.Faults);
        if (session.Json(line))
        {
            session.Screen.WriteJson(new { run.StartedAt, run.Server, run.Settings, run.LeftOut, run.Faults, run.Summary, comparison });
        }
        else
        {
            EvalReport.Write(session.Screen.Output, run, comparison);
            foreach (string remark in EvalReport.Remarks(run, comparison))
            {
                session.Remark(line, remark);
            }
        }

        if (saving is not null)
        {
            await saving.CompleteAsync(run, cancellationToken);
        }

        return (int)(run.Summary is null ? ExitCode.Failed : run.Faults.Count > 0 ? ExitCode.Partly : ExitCode.Done);
    }

    private static async Task<EvalRun> AskAllAsync(Session session, EvalOptions options, ParseResult line, ApiConnection api, QuerySet set, CancellationToken cancellationToken)
    {
        FileInfo file = line.GetRequiredValue(options.Queries);
        IReadOnlyList<(string Name, string Value)> ofSearches = options.OfSearches(line);
        EvalServer server = await ServerAsync(api, cancellationToken);
        QueryAsker asker = new(api, new LocalPictures(line.GetValue(options.Images)?.FullName ?? file.DirectoryName!, line.GetValue(options.AllowOutside)), ofSearches, TimeProvider.System);
        EvalSettings settings = new(
            file.Name,
            line.GetRequiredValue(options.K),
            line.GetValue(options.Limit),
            line.GetValue(options.Jobs),
            line.GetValue(options.Warmup),
            [.. ofSearches.Select(option => $"{option.Name}={option.Value}")]);
        DateTimeOffset startedAt = TimeProvider.System.GetUtcNow();
        IReadOnlyList<QueryOutcome> outcomes = await QueryRun.AskAsync(asker, set.Queries, settings.Warmup, settings.Jobs, session.ShowsProgress(line) ? session.Screen.Error : null, cancellationToken);
        return new EvalRun(
            EvalRun.CurrentFormat,
            startedAt,
            server,
            settings,
            set.LeftOut,
            [.. set.Faults.Concat(outcomes.Where(outcome => outcome.Error is not null).Select(outcome => new QueryFault(outcome.Line, outcome.Error!))).OrderBy(fault => fault.Line)],
            EvalSummary.Of(outcomes, settings.K, settings.Limit),
            outcomes);
    }

    private static async Task<EvalServer> ServerAsync(ApiConnection api, CancellationToken cancellationToken)
    {
        ServerHealth health = await ServerHealth.ReadAsync(api, cancellationToken);
        return new EvalServer(api.Address.ToString(), health.Version, health.Mode, health.Model, health.Vectors, health.Queue?.Pending);
    }

    private static void SayFaults(Session session, IReadOnlyList<QueryFault> faults)
    {
        foreach (QueryFault fault in faults.Take(MostSaid))
        {
            session.Screen.Say($"line {fault.Line}: {fault.Message}");
        }

        if (faults.Count > MostSaid)
        {
            session.Screen.Say($"… and {faults.Count - MostSaid:N0} more.");
        }
    }
}
