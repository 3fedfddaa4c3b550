using System.Net;
using System.Text.Json;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

/// <summary>Who may search, and how often, outside of Development.</summary>
public sealed class SearchAccessTests
{
    private const string ReadKey = "read-key-of-the-tests";
    private const string WriteKey = "write-key-of-the-tests";

    private static readonly (string Key, string Value)[] Keys =
    [
        ("Security:ApiKeys:0:Name", "shop"), ("Security:ApiKeys:0:Key", ReadKey), ("Security:ApiKeys:0:Scopes:0", "read"),
        ("Security:ApiKeys:1:Name", "import"), ("Security:ApiKeys:1:Key", WriteKey), ("Security:ApiKeys:1:Scopes:0", "write"),
    ];

    [Fact]
    public async Task In_production_without_keys_searching_is_open_and_writing_is_refused()
    {
        await using ApiHost api = await ApiHost.StartAsync("Production");

        Assert.Empty(Found(await AnsweredAsync(api.PostFormAsync(ByImage, SampleShop.Query("1f34c")))));
        Assert.Empty(Found(await AnsweredAsync(api.PostAsync(ByText, new { query = "apple" }))));
        await RefusedAsync(api.PostAsync("/api/v1/products", new { title = "Apple" }), 403, "no_key_configured");
    }

    [Fact]
    public async Task Where_reading_needs_a_key_every_search_asks_for_it_and_a_body_is_not_read_before()
    {
        await using ApiHost api = await ApiHost.StartAsync("Production", settings: [.. Keys, ("Security:RequireKeyForReads", "true")]);

        await RefusedAsync(api.PostAsync(ByText, new { query = "apple" }), 401, "key_required");
        await RefusedAsync(api.PostRawAsync(ByImage, "no picture"u8.ToArray(), "image/jpeg"), 401, "key_required");
        await RefusedAsync(api.GetAsync("/api/v1/search/similar/1"), 401, "key_required");
        await RefusedAsync(api.PostAsync("/api/v1/search/batch", new { searches = new[] { new { query = "apple" } } }), 401, "key_required");
        await RefusedAsync(api.PostAsync("/api/v1/search/any/click", new { product_id = "1", position = 0 }), 401, "key_required");
        await RefusedAsync(WithKeyAsync(api, "X-Api-Key", "another-key-of-somebody"), 401, "unknown_key");

        await AnsweredAsync(WithKeyAsync(api, "X-Api-Key", ReadKey));
        await AnsweredAsync(WithKeyAsync(api, "Authorization", "Bearer " + ReadKey));
    }

    [Fact]
    public async Task A_client_over_its_rate_is_429_with_the_time_to_wait()
    {
        await using ApiHost api = await ApiHost.StartAsync(settings: [("RateLimit:Enabled", "true"), ("RateLimit:Requests", "1"), ("RateLimit:Per", "01:00:00"), ("RateLimit:Burst", "2")]);

        await AnsweredAsync(api.PostAsync(ByText, new { query = "apple" }));
        await AnsweredAsync(api.PostAsync(ByText, new { query = "apple" }));
        using HttpResponseMessage third = await api.PostAsync(ByText, new { query = "apple" });

        await Http.ApiUnderTest.ProblemOfAsync(third, HttpStatusCode.TooManyRequests, "too_many_requests");
        Assert.True(third.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_shop_that_is_empty_finds_nothing_and_says_how_many_vectors_it_has()
    {
        await using ApiHost api = await ApiHost.StartAsync("Production");

        JsonElement answer = await AnsweredAsync(api.PostFormAsync(ByImage, SampleShop.Query("1f34c")));

        Assert.Equal(0, answer.GetProperty("results_count").GetInt32());
        Assert.Equal("""{"vectors":0,"pending":0,"lag_seconds":0}""", answer.GetProperty("index").GetRawText());
    }

    private static Task<HttpResponseMessage> WithKeyAsync(ApiHost api, string header, string value)
    {
        HttpRequestMessage request = new(HttpMethod.Post, ByText) { Content = System.Net.Http.Json.JsonContent.Create(new { query = "apple" }) };
        request.Headers.TryAddWithoutValidation(header, value);
        return api.Client.SendAsync(request, Cancelled);
    }
}
