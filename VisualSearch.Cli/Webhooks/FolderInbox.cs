using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Catalogue.Events;
using VisualSearch.Engine.Intake;

namespace VisualSearch.Cli.Webhooks;

/// <summary>Of a data folder, which is taken for as long as this lasts. What a replay changes is indexed when a server opens the folder.</summary>
internal sealed class FolderInbox(Target.Folder folder) : IInbox
{
    public Task<IReadOnlyList<InboxEvent>> ListAsync(InboxRange range, int limit, CancellationToken cancellationToken) => CatalogueHost.UseAsync(
        folder,
        own: true,
        async engine =>
        {
            EventPage page = await engine.GetRequiredService<EventInbox>().ListAsync(QueryOf(range), null, limit, cancellationToken);
            return (IReadOnlyList<InboxEvent>)[.. page.Events.Select(received => new InboxEvent(
                received.EventId, received.Kind, received.ExternalId, WordOf(received.Status), received.Source, received.ReceivedAt, received.OccurredAt, received.Error))];
        },
        cancellationToken);

    public Task<InboxReplay> ReplayAsync(InboxRange range, Action<InboxReplay> progress, CancellationToken cancellationToken) => CatalogueHost.UseAsync(
        folder,
        own: true,
        async engine =>
        {
            EventReplay replay = new(engine.GetRequiredService<ProductEvents>(), engine.GetRequiredService<EventInbox>());
            InboxReplay done = InboxReplay.Nothing;
            EventPlace? next = null;
            do
            {
                ReplayedEvents step = await replay.RunAsync(QueryOf(range), next, EventReplay.MostEvents, _ => ValueTask.CompletedTask, cancellationToken);
                progress(done = done.With(step.Events, step.Applied, step.Stale, step.Failed));
                next = step.Next;
            }
            while (next is not null);
            return done;
        },
        cancellationToken);

    private static EventQuery QueryOf(InboxRange range) => new(range.Status is { } status ? Enum.Parse<WebhookEventStatus>(status, ignoreCase: true) : null, range.From, range.To, range.ExternalId);

    private static string WordOf(WebhookEventStatus status) => status switch
    {
        WebhookEventStatus.Pending => "pending",
        WebhookEventStatus.Applied => "applied",
        WebhookEventStatus.Stale => "stale",
        WebhookEventStatus.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };
}
