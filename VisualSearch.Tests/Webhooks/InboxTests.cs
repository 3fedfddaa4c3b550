using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Webhooks;

public sealed class InboxTests
{
    private const string Events = "/api/v1/admin/webhooks/events";
    private const string Replay = "/api/v1/admin/webhooks/replay";

    [Fact]
    public async Task Events_are_listed_newest_first_by_page_status_time_and_product()
    {
        await using Shop shop = await Shop.StartAsync();
        await Shop.AnswerAsync(await shop.SendAsync(Shop.Event("product.updated", "a", "\"title\": \"one\"", "evt_1", "2026-01-01T10:00:00Z")));
        await Shop.AnswerAsync(await shop.SendAsync(Shop.Event("product.updated", "a", "\"title\": \"old\"", "evt_2", "2026-01-01T09:00:00Z")));
        await Shop.AnswerAsync(await shop.SendAsync(Shop.Event("product.image.updated", "b", "\"image_urls\": []", "evt_3")));

        JsonElement first = await shop.AdminAsync(HttpMethod.Get, $"{Events}?limit=2");
        JsonElement second = await shop.AdminAsync(HttpMethod.Get, $"{Events}?limit=2&cursor={first.GetProperty("next_cursor").GetString()}");

        Assert.Equal(["evt_3 pending", "evt_2 stale"], Shown(first));
        Assert.Equal(["evt_1 applied"], Shown(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
        Assert.Equal(["evt_2 stale"], Shown(await shop.AdminAsync(HttpMethod.Get, $"{Events}?status=stale")));
        Assert.Equal(["evt_2 stale", "evt_1 applied"], Shown(await shop.AdminAsync(HttpMethod.Get, $"{Events}?external_id=a")));
        Assert.Equal(["evt_2 stale"], Shown(await shop.AdminAsync(HttpMethod.Get, $"{Events}?event_id=evt_2")));
        Assert.Empty(Shown(await shop.AdminAsync(HttpMethod.Get, $"{Events}?event_id=evt_2&status=applied")));
        string time = second.GetProperty("items")[0].GetProperty("received_at").GetString()!;
        Assert.Equal(["evt_3 pending", "evt_2 stale", "evt_1 applied"], Shown(await shop.AdminAsync(HttpMethod.Get, $"{Events}?from={Uri.EscapeDataString(time)}")));
        Assert.Empty(Shown(await shop.AdminAsync(HttpMethod.Get, $"{Events}?to={Uri.EscapeDataString(time)}")));
        JsonElement item = first.GetProperty("items")[1];
        Assert.Equal(("product.updated", "a", "bakai"), (item.GetProperty("event").GetString(), item.GetProperty("external_id").GetString(), item.GetProperty("source").GetString()));
        Assert.Equal("2026-01-01T09:00:00Z", item.GetProperty("occurred_at").GetString());
    }

    [Fact]
    public async Task What_is_asked_wrongly_is_told_at_once()
    {
        await using Shop shop = await Shop.StartAsync();

        JsonElement list = await shop.AdminAsync(HttpMethod.Get, $"{Events}?status=lost&event_id={new string('e', 201)}&from=today&limit=0&cursor=AAAA", status: HttpStatusCode.BadRequest);
        JsonElement replay = await shop.AdminAsync(HttpMethod.Post, Replay, "{}", HttpStatusCode.BadRequest);
        using HttpResponseMessage keyless = await shop.Api.GetAsync(Events);

        Assert.Equal(["status", "event_id", "from", "limit", "cursor"], list.GetProperty("errors").EnumerateObject().Select(member => member.Name));
        Assert.True(replay.GetProperty("errors").TryGetProperty("", out _));
        Assert.Equal(HttpStatusCode.Unauthorized, keyless.StatusCode);
    }

    [Fact]
    public async Task A_replay_mends_what_was_damaged_step_by_step_and_lets_what_is_newer_be()
    {
        await using Shop shop = await Shop.StartAsync();
        await Shop.AnswerAsync(await shop.SendAsync(Shop.Event("product.updated", "damaged", "\"title\": \"cup\"", "evt_1", "2026-01-01T10:00:00Z")));
        await Shop.AnswerAsync(await shop.SendAsync(Shop.Event("product.updated", "fine", "\"title\": \"old\"", "evt_2", "2026-01-01T10:00:00Z")));
        await Shop.AnswerAsync(await shop.SendAsync(Shop.Event("product.updated", "fine", "\"title\": \"new\"", "evt_3", "2026-01-01T11:00:00Z")));
        await DamageAsync(shop, "UPDATE products SET title = 'lost' WHERE external_id = 'damaged'");

        JsonElement first = await shop.AdminAsync(HttpMethod.Post, Replay, """{"from": "2026-01-01T00:00:00Z", "limit": 2}""");
        JsonElement second = await shop.AdminAsync(HttpMethod.Post, Replay, $$"""{"from": "2026-01-01T00:00:00Z", "limit": 2, "cursor": "{{first.GetProperty("next_cursor").GetString()}}"}""");

        Assert.Equal((2, 1, 1, 0), Done(first));
        Assert.Equal((1, 1, 0, 0), Done(second));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
        Assert.Equal("cup", (await shop.FindAsync("damaged"))!.Value.GetProperty("title").GetString());
        Assert.Equal("new", (await shop.FindAsync("fine"))!.Value.GetProperty("title").GetString());
        Assert.Equal(["evt_3 applied", "evt_2 applied", "evt_1 applied"], Shown(await shop.AdminAsync(HttpMethod.Get, Events)));
    }

    [Fact]
    public async Task One_event_is_replayed_by_its_id_and_no_other()
    {
        await using Shop shop = await Shop.StartAsync();
        await Shop.AnswerAsync(await shop.SendAsync(Shop.Event("product.updated", "a", "\"title\": \"cup\"", "evt_1")));
        await Shop.AnswerAsync(await shop.SendAsync(Shop.Event("product.updated", "b", "\"title\": \"mug\"", "evt_2")));
        await DamageAsync(shop, "UPDATE products SET title = 'lost'");

        Assert.Equal((1, 1, 0, 0), Done(await shop.AdminAsync(HttpMethod.Post, Replay, """{"event_id": "evt_1"}""")));
        Assert.Equal((0, 0, 0, 0), Done(await shop.AdminAsync(HttpMethod.Post, Replay, """{"event_id": "evt_9"}""")));

        Assert.Equal("cup", (await shop.FindAsync("a"))!.Value.GetProperty("title").GetString());
        Assert.Equal("lost", (await shop.FindAsync("b"))!.Value.GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_replay_does_not_let_the_first_of_two_events_of_one_time_win()
    {
        await using Shop shop = await Shop.StartAsync();
        await Shop.AnswerAsync(await shop.SendAsync(Shop.Event("product.updated", "e", "\"title\": \"first\"", "evt_1", "2026-01-01T10:00:00Z")));
        JsonElement listed = await shop.AdminAsync(HttpMethod.Get, Events);
        await Shop.AnswerAsync(await shop.SendAsync(Shop.Event("product.updated", "e", "\"title\": \"second\"", "evt_2", "2026-01-01T10:00:00Z")));
        JsonElement both = await shop.AdminAsync(HttpMethod.Get, Events);
        string end = both.GetProperty("items")[0].GetProperty("received_at").GetString()!;

        JsonElement done = await shop.AdminAsync(HttpMethod.Post, Replay, $$"""{"to": "{{end}}"}""");

        Assert.Equal((1, 0, 1, 0), Done(done));
        Assert.Single(listed.GetProperty("items").EnumerateArray());
        Assert.Equal("second", (await shop.FindAsync("e"))!.Value.GetProperty("title").GetString());
    }

    [Fact]
    public async Task What_failed_is_seen_and_replayed_and_what_cannot_be_read_any_longer_says_why()
    {
        await using Shop shop = await Shop.StartAsync();
        await DamageAsync(shop, "CREATE TRIGGER refuse BEFORE INSERT ON products BEGIN SELECT RAISE(ABORT, 'a mistake'); END");
        using (HttpResponseMessage response = await shop.SendAsync(Shop.Event("product.updated", "e", "\"title\": \"cup\"", "evt_1")))
        {
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        }

        JsonElement health = await ApiHost.JsonAsync(await shop.Api.GetAsync("/api/v1/webhooks/health"));
        Assert.Equal(("degraded", 1), (health.GetProperty("status").GetString(), health.GetProperty("failed").GetInt32()));
        await DamageAsync(shop, "DROP TRIGGER refuse");

        Assert.Equal((1, 1, 0, 0), Done(await shop.AdminAsync(HttpMethod.Post, Replay, """{"status": "failed"}""")));
        Assert.Equal("cup", (await shop.FindAsync("e"))!.Value.GetProperty("title").GetString());

        await DamageAsync(shop, "UPDATE webhook_events SET body = X'7B7D'");
        Assert.Equal((1, 0, 0, 1), Done(await shop.AdminAsync(HttpMethod.Post, Replay, """{"external_id": "e"}""")));
        Assert.Contains("event: Is required.", (await shop.AdminAsync(HttpMethod.Get, Events)).GetProperty("items")[0].GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private static string[] Shown(JsonElement list) => [.. list.GetProperty("items").EnumerateArray().Select(item => $"{item.GetProperty("event_id").GetString()} {item.GetProperty("status").GetString()}")];

    private static (int Events, int Applied, int Stale, int Failed) Done(JsonElement replay) =>
        (replay.GetProperty("events").GetInt32(), replay.GetProperty("applied").GetInt32(), replay.GetProperty("stale").GetInt32(), replay.GetProperty("failed").GetInt32());

    private static async Task DamageAsync(Shop shop, string sql)
    {
        await using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(shop.Api.Folder, "data", "catalogue.db"), Pooling = false }.ToString());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Tests give constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
