using System.Text.Json;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Monitoring;

/// <summary>What the whole program says of itself.</summary>
[Collection<WithDemoShop>]
public sealed class RunningApiTests(DemoShop shop)
{
    private ApiHost Api => shop.Api;

    [Fact]
    public async Task Detailed_health_has_the_index_and_each_of_its_dependencies()
    {
        JsonElement health = await AnsweredAsync(Api.GetAsync("/api/v1/health/detailed"));

        Assert.Equal(["catalogue", "disk", "indexing", "self", "vectors"], health.GetProperty("dependencies").EnumerateArray().Select(dependency => dependency.GetProperty("name").GetString()));
        Assert.Equal("efficientnet-lite1-240", health.GetProperty("model").GetString());
        Assert.Equal(453, health.GetProperty("vectors").GetInt64());
        Assert.Equal(["length", "pending", "lag_seconds", "oldest_pending_seconds"], health.GetProperty("queue").EnumerateObject().Select(member => member.Name));
        Assert.Equal(0, health.GetProperty("queue").GetProperty("pending").GetInt64());
        Assert.Equal(JsonValueKind.Null, health.GetProperty("queue").GetProperty("oldest_pending_seconds").ValueKind);
    }

    [Fact]
    public async Task The_document_describes_the_body_and_the_options_of_every_search()
    {
        JsonElement paths = (await AnsweredAsync(Api.GetAsync("/openapi/v1.json"))).GetProperty("paths");
        string[] options = ["limit", "offset", "threshold", "min_relevance", "category", "brand", "price_min", "price_max", "in_stock", "exclude", "lang"];

        JsonElement byImage = paths.GetProperty("/api/v1/search/by-image").GetProperty("post");
        Assert.Equal(["multipart/form-data", "image/*", "application/json"], Names(byImage.GetProperty("requestBody").GetProperty("content")));
        Assert.Equal(options, ParametersOf(byImage));
        Assert.Equal(["file", .. options], MembersOf(byImage, "multipart/form-data"));
        Assert.Equal(["image_url", "image_base64", .. options], MembersOf(byImage, "application/json"));
        Assert.Equal(["query", "mode", .. options], MembersOf(paths.GetProperty("/api/v1/search/by-text").GetProperty("post"), "application/json"));
        Assert.Equal(["product_id", .. options], ParametersOf(paths.GetProperty("/api/v1/search/similar/{product_id}").GetProperty("get")));
        Assert.Equal(["searches"], MembersOf(paths.GetProperty("/api/v1/search/batch").GetProperty("post"), "application/json"));
        Assert.True(paths.TryGetProperty("/api/v1/search/{search_id}/click", out _));
    }

    private static IEnumerable<string> Names(JsonElement value) => value.EnumerateObject().Select(member => member.Name);

    private static IEnumerable<string?> ParametersOf(JsonElement operation) => operation.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString());

    private static IEnumerable<string> MembersOf(JsonElement operation, string type) =>
        Names(operation.GetProperty("requestBody").GetProperty("content").GetProperty(type).GetProperty("schema").GetProperty("properties"));
}
