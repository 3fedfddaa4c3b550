using System.CommandLine;
using System.Text.Json;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Searching;

/// <summary>A search from its target to its table.</summary>
internal static class Searches
{
    public static async Task<int> RunAsync(Session session, ParseResult line, SearchOptions options, SearchQuery query, CancellationToken cancellationToken)
    {
        SearchSettings settings = options.Read(line);
        using Target target = await TargetFinder.FindAsync(session.TargetOf(line), create: false, cancellationToken);
        await using IProductFinder finder = target switch
        {
            Target.Server(var api) => new ServerFinder(api),
            Target.Folder folder => new FolderFinder(await EngineHost.OpenAsync(folder, indexing: false, cancellationToken)),
            _ => throw new ArgumentOutOfRangeException(nameof(line), target, null),
        };
        JsonElement answer = await finder.FindAsync(query, settings, cancellationToken);
        FoundProducts found = answer.Deserialize<FoundProducts>(ApiConnection.Json)!;
        if (session.Json(line))
        {
            // As it came: what a newer server says is not lost on the way.
            session.Screen.WriteJson(answer);
        }
        else
        {
            Show(session, line, found, settings);
        }

        if (line.GetValue(options.Open))
        {
            await OpenAsync(session, line, finder, found, cancellationToken);
        }

        return (int)ExitCode.Done;
    }

    private static void Show(Session session, ParseResult line, FoundProducts found, SearchSettings settings)
    {
        if (found.Results.Count > 0)
        {
            session.Screen.Output.Write(ResultTable.Of(found, settings.Offset ?? 0));
        }
        else
        {
            session.Remark(line, found.Index.Vectors == 0 && found.Index.Pending == 0 ? "Nothing found: nothing is indexed here yet." : "Nothing found.");
        }

        if (found.Notice is { } notice)
        {
            session.Remark(line, notice);
        }

        if (found.Index.Pending > 0)
        {
            session.Remark(line, $"{found.Index.Pending:N0} products are still being indexed, and may be missing here.");
        }
    }

    private static async Task OpenAsync(Session session, ParseResult line, IProductFinder finder, FoundProducts found, CancellationToken cancellationToken)
    {
        if (found.Results.Count == 0)
        {
            return;
        }

        FoundProduct best = found.Results[0];
        string? shown = await finder.PageOfAsync(best, cancellationToken) ?? await finder.PictureOfAsync(best, cancellationToken);
        if (shown is null)
        {
            session.Remark(line, "The best result has neither a page nor a picture to show.");
        }
        else if (!Browser.Open(shown))
        {
            session.Remark(line, $"There is no browser here; the best result is at {shown}");
        }
    }
}
