using System.Text.RegularExpressions;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Checking;

/// <summary>All checks, one after another, and the cleaning up after them.</summary>
internal static class SystemCheck
{
    /// <summary>For taking away what was made, even when the run was broken off.</summary>
    private static readonly TimeSpan TimeToClean = TimeSpan.FromSeconds(20);

    /// <summary>In the order of the table.</summary>
    public static IReadOnlyList<Check> Checks { get; } =
    [
        .. PageChecks.All,
        .. MonitoringChecks.All,
        .. ImageSearchChecks.All,
        .. TextSearchChecks.All,
        .. OtherSearchChecks.All,
        .. ProductReadChecks.All,
        .. BrowsingChecks.All,
        .. ProductWriteChecks.All,
        .. ProductPictureChecks.All,
        .. AdminChecks.All,
        .. KeyChecks.All,
        .. WebhookChecks.All,
    ];

    /// <param name="only">Route and what is sent must contain it, <c>*</c> being anything; null for all.</param>
    /// <param name="limit">Time of each check.</param>
    /// <param name="done">Told of each line as it comes.</param>
    /// <param name="left">Told of each product that could not be taken away again.</param>
    /// <exception cref="ApiProblemException">The server does not answer.</exception>
    public static async Task<IReadOnlyList<CheckLine>> RunAsync(CheckRun run, bool readOnly, string? only, TimeSpan limit, Action<CheckLine> done, Action<string> left, CancellationToken cancellationToken)
    {
        List<CheckLine> lines = [];
        void Add(CheckLine line)
        {
            lines.Add(line);
            done(line);
        }

        await run.BeginAsync(readOnly, cancellationToken);
        try
        {
            foreach (Check check in Checks.Where(check => Wanted(only, $"{check.Route} {check.Sent}")))
            {
                Verdict verdict = run.RefusalOf(check.Needs) is { } refused ? Verdict.Skip(refused)
                    : readOnly && check.Route.StartsWith("DELETE ", StringComparison.Ordinal) ? Verdict.Skip(run.WritingRefused!)
                    : await TryAsync(check, run, limit, cancellationToken);
                Add(CheckLine.Of(check, verdict));
            }
        }
        finally
        {
            // Not the user's token: after Ctrl-C, this is what is left to do.
            using CancellationTokenSource enough = new(TimeToClean);
            foreach (string id in await run.Products.RemoveAllAsync(enough.Token))
            {
                left(id);
            }
        }

        foreach (string route in run.Routes.Except(Checks.Select(check => check.Route)).Where(route => Wanted(only, route)))
        {
            Add(new CheckLine(route, string.Empty, string.Empty, string.Empty, null, CheckLine.NotCovered, "The server's document has this route, and no check walks it."));
        }

        return lines;
    }

    private static async Task<Verdict> TryAsync(Check check, CheckRun run, TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(limit);
        try
        {
            Verdict verdict = await check.TryAsync(run, time.Token);
            cancellationToken.ThrowIfCancellationRequested();
            return verdict;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Verdict.Fail($"Not done within {limit.TotalSeconds:0.#} s.");
        }
        catch (InvalidDataException failure)
        {
            return Verdict.Fail($"The body is not packed as its Content-Encoding says: {failure.Message}");
        }
        catch (Exception failure) when (failure is ApiProblemException or HttpRequestException or IOException)
        {
            return Verdict.Fail(failure.Message);
        }
    }

    private static bool Wanted(string? only, string text) =>
        only is null || Regex.IsMatch(text, Regex.Escape(only).Replace("\\*", ".*", StringComparison.Ordinal), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
