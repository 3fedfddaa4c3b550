using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Cli.Targets;
using VisualSearch.Cli.Webhooks;
using VisualSearch.Tests.Contracts;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Webhooks;

namespace VisualSearch.Tests.Cli.Webhooks;

public sealed class ServerInboxContractTests : InboxContract
{
    [Fact]
    public async Task A_replay_takes_the_newest_events_too_of_a_server_whose_clock_is_ahead()
    {
        await using ApiHost api = await ApiHost.StartAsync(services: services => services.AddSingleton<TimeProvider>(new FastClock()), settings: ("Webhooks:Secrets:0", Shop.Secret));
        await using Shop shop = new(api);
        await Shop.AnswerAsync(await shop.SendAsync(Shop.Event("product.updated", "a", "\"title\": \"one\"", "evt_1", "2026-01-01T10:00:00Z")));

        await UseAsync(api, async inbox => Assert.Equal(
            new InboxReplay(1, 1, 0, 0),
            await inbox.ReplayAsync(new InboxRange("applied", null, null, null), _ => { }, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_replay_of_an_empty_inbox_is_done_at_once()
    {
        await using ApiHost api = await ApiHost.StartAsync();

        await UseAsync(api, async inbox => Assert.Equal(InboxReplay.Nothing, await inbox.ReplayAsync(new InboxRange("failed", null, null, null), _ => { }, TestContext.Current.CancellationToken)));
    }

    private protected override async Task UseAsync(ApiHost api, Func<IInbox, Task> use)
    {
        using ApiConnection connection = ApiConnection.To(api.Address, null);
        await use(new ServerInbox(connection));
    }

    /// <summary>An hour ahead of everybody else's.</summary>
    private sealed class FastClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(1);
    }
}
