using VisualSearch.Cli.Webhooks;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Webhooks;

namespace VisualSearch.Tests.Contracts;

/// <summary>What listing and replaying events does, by a server and over a data folder.</summary>
public abstract class InboxContract
{
    [Fact]
    public Task Events_are_listed_newest_first_up_to_the_limit_and_by_what_is_asked() => WithAsync(async inbox =>
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        IReadOnlyList<InboxEvent> all = await inbox.ListAsync(new InboxRange(null, null, null, null), 10, cancellationToken);
        IReadOnlyList<InboxEvent> two = await inbox.ListAsync(new InboxRange(null, null, null, null), 2, cancellationToken);
        IReadOnlyList<InboxEvent> stale = await inbox.ListAsync(new InboxRange("stale", null, null, "a"), 10, cancellationToken);
        IReadOnlyList<InboxEvent> before = await inbox.ListAsync(new InboxRange(null, null, all[1].ReceivedAt, null), 10, cancellationToken);
        IReadOnlyList<InboxEvent> since = await inbox.ListAsync(new InboxRange(null, all[1].ReceivedAt, null, null), 10, cancellationToken);

        Assert.Equal(["evt_3 product.image.updated b pending", "evt_2 product.updated a stale", "evt_1 product.updated a applied"], all.Select(e => $"{e.EventId} {e.Event} {e.ExternalId} {e.Status}"));
        Assert.Equal(["evt_3", "evt_2"], two.Select(e => e.EventId));
        Assert.Equal(["evt_2"], stale.Select(e => e.EventId));
        Assert.Equal(["evt_1"], before.Select(e => e.EventId));
        Assert.Equal(["evt_3", "evt_2"], since.Select(e => e.EventId));
        Assert.Equal(("bakai", new DateTimeOffset(2026, 1, 1, 9, 0, 0, TimeSpan.Zero)), (all[1].Source, all[1].OccurredAt));
    });

    [Fact]
    public Task A_replay_says_what_it_came_to() => WithAsync(async inbox =>
    {
        InboxReplay seen = InboxReplay.Nothing;

        InboxReplay done = await inbox.ReplayAsync(new InboxRange(null, null, null, "a"), so => seen = so, TestContext.Current.CancellationToken);

        Assert.Equal(new InboxReplay(2, 1, 1, 0), done);
        Assert.Equal(done, seen);
    });

    /// <summary>Does something with the inbox of a server that runs, or was stopped.</summary>
    private protected abstract Task UseAsync(ApiHost api, Func<IInbox, Task> use);

    private async Task WithAsync(Func<IInbox, Task> use)
    {
        using TemporaryFolder folder = new();
        await using ApiHost api = await ApiHost.StartAsync(folder: folder.Path, settings: ("Webhooks:Secrets:0", Shop.Secret));
        await using Shop shop = new(api);
        await Shop.AnswerAsync(await shop.SendAsync(Shop.Event("product.updated", "a", "\"title\": \"one\"", "evt_1", "2026-01-01T10:00:00Z")));
        await Shop.AnswerAsync(await shop.SendAsync(Shop.Event("product.updated", "a", "\"title\": \"old\"", "evt_2", "2026-01-01T09:00:00Z")));
        await Shop.AnswerAsync(await shop.SendAsync(Shop.Event("product.image.updated", "b", "\"image_urls\": []", "evt_3")));
        await UseAsync(api, use);
    }
}
