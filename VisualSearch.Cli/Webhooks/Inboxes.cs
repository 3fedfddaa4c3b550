using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Webhooks;

/// <summary>The inbox of what a line means.</summary>
internal static class Inboxes
{
    public static IInbox Of(Target target) => target switch
    {
        Target.Server(var api) => new ServerInbox(api),
        Target.Folder folder => new FolderInbox(folder),
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, null),
    };
}
