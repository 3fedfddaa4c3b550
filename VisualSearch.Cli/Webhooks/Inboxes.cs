using System.CommandLine;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Webhooks;

/// <summary>Finds the inbox that a line means.</summary>
internal static class Inboxes
{
    public static async Task<IInbox> FindAsync(Session session, ParseResult line, CancellationToken cancellationToken) =>
        await TargetFinder.FindAsync(session.TargetOf(line), create: false, cancellationToken) switch
        {
            Target.Server(var api) => new ServerInbox(api),
            Target.Folder folder => new FolderInbox(folder),
            var other => throw new ArgumentOutOfRangeException(nameof(line), other, null),
        };
}
