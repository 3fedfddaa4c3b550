using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Webhooks;

public sealed class ReceiveEventTests : IClassFixture<ReceiveEventTests.Running>
{
    private readonly Running _running;

    public ReceiveEventTests(Running running) => _running = running;

    private Shop Open => _running.Instance;

    [Fact]
    public async Task A_product_comes_changes_and_goes_by_events_alone()
    {
        Assert.Equal(("accepted", "evt_life_1"), await Shop.AnswerAsync(await Open.SendAsync(Shop.Event("product.created", "life", """
            "title": "Кружка", "category": "Посуда", "price": 1290.5, "currency": "KGS", "in_stock": true, "url": "https://shop.example/1", "image_urls": ["https://img.example/a.jpg"], "translations": {"ky": {"title": "Чыны"}}, "attributes": {"size": "L"}
            """, "evt_life_1", "2026-01-01T10:00:00Z"))));
        JsonElement created = (await Open.FindAsync("life"))!.Value;
        Assert.Equal(("Кружка", 1290.5m, "KGS"), (created.GetProperty("title").GetString(), created.GetProperty("price").GetDecimal(), created.GetProperty("currency").GetString()));

        await Shop.AnswerAsync(await Open.SendAsync(Shop.Event("product.updated", "life", "\"title\": \"Кружка синяя\"", "evt_life_2", "2026-01-01T11:00:00Z")));
        JsonElement updated = (await Open.FindAsync("life"))!.Value;
        Assert.Equal("Кружка синяя", updated.GetProperty("title").GetString());
        Assert.Equal(JsonValueKind.Null, updated.GetProperty("price").ValueKind);
        Assert.Equal("https://img.example/a.jpg", updated.GetProperty("images")[0].GetProperty("url").GetString());
        Assert.Equal("Чыны", updated.GetProperty("translations").GetProperty("ky").GetProperty("title").GetString());
        Assert.Equal("L", updated.GetProperty("attributes").GetProperty("size").GetString());

        await Shop.AnswerAsync(await Open.SendAsync(Shop.Event("product.image.updated", "life", "\"image_urls\": [\"s3://bucket/b.jpg\"]", "evt_life_3", "2026-01-01T12:00:00+00:00")));
        Assert.Equal("s3://bucket/b.jpg", (await Open.FindAsync("life"))!.Value.GetProperty("images")[0].GetProperty("url").GetString());

        await Shop.AnswerAsync(await Open.SendAsync(Shop.Event("product.deleted", "life", "", "evt_life_4", "2026-01-01T19:00:00+06:00")));
        Assert.Null(await Open.FindAsync("life"));

        await Shop.AnswerAsync(await Open.SendAsync(Shop.Event("product.created", "life", "\"title\": \"Снова\"", "evt_life_5", "2026-01-01T14:00:00.5Z")));
        Assert.Equal(created.GetProperty("product_id").GetString(), (await Open.FindAsync("life"))!.Value.GetProperty("product_id").GetString());
    }

    [Fact]
    public async Task A_repetition_is_a_duplicate_and_what_is_older_is_stale()
    {
        string body = Shop.Event("product.updated", "again", "\"title\": \"cup\"", "evt_again", "2026-01-01T10:00:00Z");

        Assert.Equal("accepted", (await Shop.AnswerAsync(await Open.SendAsync(body))).Status);
        Assert.Equal(("duplicate", "evt_again"), await Shop.AnswerAsync(await Open.SendStandardAsync(body, "msg_1")));
        Assert.Equal("stale", (await Shop.AnswerAsync(await Open.SendAsync(Shop.Event("product.updated", "again", "\"title\": \"old\"", "evt_older", "2026-01-01T09:59:59.9999999Z")))).Status);
        Assert.Equal(1, (await Open.FindAsync("again"))!.Value.GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task Without_an_id_of_its_own_an_event_is_known_by_the_header_or_by_its_bytes()
    {
        string body = Shop.Event("product.updated", "nameless", "\"title\": \"cup\"");

        Assert.Equal(("accepted", "msg_nameless"), await Shop.AnswerAsync(await Open.SendStandardAsync(body, "msg_nameless")));
        Assert.Equal("duplicate", (await Shop.AnswerAsync(await Open.SendStandardAsync(Shop.Event("product.updated", "nameless", "\"title\": \"bowl\""), "msg_nameless"))).Status);
        (string status, string id) = await Shop.AnswerAsync(await Open.SendAsync(body));
        Assert.Equal("accepted", status);
        Assert.Matches("^sha256:[0-9a-f]{64}$", id);
        Assert.Equal(("duplicate", id), await Shop.AnswerAsync(await Open.SendAsync(body)));
    }

    [Fact]
    public async Task A_malformed_event_is_told_every_mistake_at_once()
    {
        HttpResponseMessage response = await Open.SendAsync("""
            {"event_id": 7, "event": "product.sold", "occurred_at": "yesterday", "data": {"external_id": " ", "title": 5}}
            """);
        HttpResponseMessage ofProduct = await Open.SendAsync(Shop.Event("product.created", "bad", """
            "price": "12", "currency": "SOM!", "in_stock": "yes", "image_urls": ["ftp://x/a.jpg", 5], "attributes": [], "translations": {"ru": {"title": 7}}
            """, at: "2126-01-01T00:00:00Z"));
        HttpResponseMessage ofPictures = await Open.SendAsync(Shop.Event("product.image.updated", "bad"));

        Assert.Equal(["data.external_id", "event", "event_id", "occurred_at"], await FieldsAsync(response));
        Assert.Equal(["data.attributes", "data.currency", "data.image_urls[0]", "data.image_urls[1]", "data.in_stock", "data.price", "data.title", "data.translations.ru.title", "occurred_at"], await FieldsAsync(ofProduct));
        Assert.Equal(["data.image_urls"], await FieldsAsync(ofPictures));

        static async Task<string[]> FieldsAsync(HttpResponseMessage response) =>
            [.. (await ApiHost.JsonAsync(response, HttpStatusCode.BadRequest)).GetProperty("errors").EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)];
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"event": "product.deleted", "data": []}""")]
    [InlineData("""{"event": "product.deleted", "data": {"external_id": "\ud800"} }""")]
    public async Task What_is_no_event_is_400_once_its_signature_is_good(string body)
    {
        using HttpResponseMessage response = await Open.SendAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using HttpResponseMessage unsigned = await Open.PostAsync(body);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
    }

    [Fact]
    public async Task An_event_without_a_time_happened_when_it_was_received()
    {
        await Shop.AnswerAsync(await Open.SendAsync(Shop.Event("product.updated", "now", "\"title\": \"of now\"")));

        Assert.Equal("stale", (await Shop.AnswerAsync(await Open.SendAsync(Shop.Event("product.updated", "now", "\"title\": \"old\"", at: "2026-01-01T00:00:00Z")))).Status);
    }

    [Fact]
    public async Task The_route_without_a_signature_is_not_there_in_production()
    {
        using HttpResponseMessage response = await Open.PostAsync("/api/v1/webhooks/test", Shop.Event("product.deleted", "x"));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Outcomes_are_counted_and_health_tells_of_the_inbox()
    {
        await using Shop shop = await Shop.StartAsync();
        Assert.Equal(0, await shop.Api.MetricAsync("visual_search_webhooks_total", "outcome=\"accepted\""));
        Assert.Contains("visual_search_webhooks_total{outcome=\"stale\"} 0", await shop.Api.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);

        string body = Shop.Event("product.image.updated", "early", "\"image_urls\": []");
        await Shop.AnswerAsync(await shop.SendAsync(body));
        await Shop.AnswerAsync(await shop.SendAsync(body));
        (await shop.PostAsync(body)).Dispose();
        (await shop.SendAsync("{}")).Dispose();

        Assert.Equal(1, await shop.Api.MetricAsync("visual_search_webhooks_total", "outcome=\"accepted\""));
        Assert.Equal(1, await shop.Api.MetricAsync("visual_search_webhooks_total", "outcome=\"duplicate\""));
        Assert.Equal(1, await shop.Api.MetricAsync("visual_search_webhooks_total", "outcome=\"refused\""));
        Assert.Equal(1, await shop.Api.MetricAsync("visual_search_webhooks_total", "outcome=\"invalid\""));
        JsonElement health = await ApiHost.JsonAsync(await shop.Api.GetAsync("/api/v1/webhooks/health"));
        Assert.Equal(("healthy", true, 1, 0), (health.GetProperty("status").GetString(), health.GetProperty("secret_configured").GetBoolean(), health.GetProperty("pending").GetInt32(), health.GetProperty("failed").GetInt32()));
        Assert.Equal(JsonValueKind.String, health.GetProperty("last_event_at").ValueKind);
    }

    [Fact]
    public async Task A_key_that_reading_needs_is_not_asked_of_the_marketplace()
    {
        await using Shop shop = await Shop.StartAsync(settings: [("Security:RequireKeyForReads", "true")]);

        Assert.Equal("accepted", (await Shop.AnswerAsync(await shop.SendAsync(Shop.Event("product.updated", "e", "\"title\": \"cup\"")))).Status);
        using HttpResponseMessage health = await shop.Api.GetAsync("/api/v1/webhooks/health");
        Assert.Equal(HttpStatusCode.Unauthorized, health.StatusCode);
    }

    [Fact]
    public async Task Without_a_secret_events_are_asked_to_come_again_and_in_development_they_can_be_tried()
    {
        await using ApiHost api = await ApiHost.StartAsync("Development", settings: [("Webhooks:Secrets:0", "")]);
        await using Shop shop = new(api);
        string body = Shop.Event("product.updated", "e", "\"title\": \"cup\"", "evt_1");

        HttpResponseMessage response = await shop.SendAsync(body, secret: "");
        Assert.Equal("no_webhook_secret", await Shop.RefusalAsync(response, HttpStatusCode.ServiceUnavailable));
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.False((await ApiHost.JsonAsync(await api.GetAsync("/api/v1/webhooks/health"))).GetProperty("secret_configured").GetBoolean());
        Assert.Equal(("accepted", "evt_1"), await Shop.AnswerAsync(await shop.PostAsync("/api/v1/webhooks/test", body)));
        Assert.Equal("cup", (await shop.FindAsync("e"))!.Value.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Bodies_and_sources_are_bounded_by_settings()
    {
        await using Shop shop = await Shop.StartAsync(settings: [("Webhooks:MaxBodyBytes", "1024"), ("Webhooks:EventsPerMinute", "1"), ("Webhooks:Burst", "2")]);

        using HttpResponseMessage large = await shop.SendAsync(Shop.Event("product.updated", "e", $"\"title\": \"{new string('x', 2000)}\""));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        using HttpResponseMessage second = await shop.SendAsync(Shop.Event("product.deleted", "e"));
        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        using HttpResponseMessage third = await shop.SendAsync(Shop.Event("product.deleted", "f"));
        Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
        Assert.True(third.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        using HttpResponseMessage text = await shop.Api.PostRawAsync(Shop.Address, "{}"u8.ToArray(), "text/plain");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
        Assert.Equal(1, await shop.Api.MetricAsync("visual_search_webhooks_total", "outcome=\"limited\""));
        Assert.Equal(2, await shop.Api.MetricAsync("visual_search_webhooks_total", "outcome=\"invalid\""));
    }

    [Fact]
    public async Task While_the_catalogue_is_locked_the_answer_is_503_and_afterwards_the_same_event_is_taken()
    {
        await using Shop shop = await Shop.StartAsync(settings: [("Catalogue:BusyTimeout", "00:00:01")]);
        string body = Shop.Event("product.updated", "e", "\"title\": \"cup\"", "evt_1");
        await using (SqliteConnection other = new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(shop.Api.Folder, "data", "catalogue.db"), Pooling = false }.ToString()))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using SqliteTransaction transaction = other.BeginTransaction();
            HttpResponseMessage response = await shop.SendAsync(body);
            Assert.Equal("catalogue_unavailable", await Shop.RefusalAsync(response, HttpStatusCode.ServiceUnavailable));
            Assert.NotNull(response.Headers.RetryAfter);
        }

        Assert.Equal("accepted", (await Shop.AnswerAsync(await shop.SendAsync(body))).Status);
    }

    /// <summary>One server for the tests that name products of their own.</summary>
    public sealed class Running : IAsyncLifetime
    {
        internal Shop Instance { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Instance = await Shop.StartAsync();

        public ValueTask DisposeAsync() => Instance.DisposeAsync();
    }
}
