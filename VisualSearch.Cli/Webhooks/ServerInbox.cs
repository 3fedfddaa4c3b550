using System.Globalization;
using System.Net.Http.Json;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Webhooks;

/// <summary>Of a running server.</summary>
internal sealed class ServerInbox(ApiConnection api) : IInbox
{
    private const int MostOfAPage = 200;

    public async Task<IReadOnlyList<InboxEvent>> ListAsync(InboxRange range, int limit, CancellationToken cancellationToken)
    {
        List<InboxEvent> events = [];
        string? cursor = null;
        do
        {
            Page page = await api.GetAsync<Page>(AddressOf(range, Math.Min(MostOfAPage, limit - events.Count), cursor), cancellationToken);
            events.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null && events.Count < limit);
        return events;
    }

    public async Task<InboxReplay> ReplayAsync(InboxRange range, Action<InboxReplay> progress, CancellationToken cancellationToken)
    {
        InboxReplay done = InboxReplay.Nothing;
        // Else what comes in meanwhile would be replayed as well, for as long as events come. Closed by the server's clock: this one's may be wrong.
        if ((range.To ?? await AfterNewestAsync(cancellationToken)) is not { } end)
        {
            return done;
        }

        InboxRange closed = range with { To = end };
        string? cursor = null;
        do
        {
            Step step = await api.ReadAsync<Step>(
                () => new HttpRequestMessage(HttpMethod.Post, "api/v1/admin/webhooks/replay")
                {
                    Content = JsonContent.Create(new { closed.Status, closed.From, closed.To, closed.ExternalId, Cursor = cursor }, options: ApiConnection.Json),
                },
                cancellationToken);
            progress(done = done.With(step.Events, step.Applied, step.Stale, step.Failed));
            cursor = step.NextCursor;
        }
        while (cursor is not null);
        return done;
    }

    /// <summary>A moment after the newest event; null when there is none.</summary>
    private async Task<DateTimeOffset?> AfterNewestAsync(CancellationToken cancellationToken) =>
        await ListAsync(new InboxRange(null, null, null, null), 1, cancellationToken) is [{ ReceivedAt: var newest }] ? newest.AddTicks(1) : null;

    private static string AddressOf(InboxRange range, int limit, string? cursor) => Query.Of(
        "api/v1/admin/webhooks/events",
        [
            ("limit", limit.ToString(CultureInfo.InvariantCulture)),
            ("status", range.Status),
            ("from", range.From?.ToString("O", CultureInfo.InvariantCulture)),
            ("to", range.To?.ToString("O", CultureInfo.InvariantCulture)),
            ("external_id", range.ExternalId),
            ("cursor", cursor),
        ]);

    private sealed record Page(IReadOnlyList<InboxEvent> Items, string? NextCursor);

    private sealed record Step(int Events, int Applied, int Stale, int Failed, string? NextCursor);
}
