using System.Text.Json;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Search;

public sealed class SearchDocumentTests
{
    private static readonly string[] SharedOptions = ["limit", "offset", "threshold", "min_relevance", "category", "brand", "price_min", "price_max", "in_stock", "exclude", "lang"];

    [Fact]
    public async Task The_document_shows_every_body_and_option_that_a_search_reads()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        using JsonDocument document = JsonDocument.Parse(await api.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken));
        JsonElement paths = document.RootElement.GetProperty("paths");

        JsonElement byImage = paths.GetProperty("/api/v1/search/by-image").GetProperty("post");
        Assert.Equal(["multipart/form-data", "image/*", "application/json"], Names(byImage.GetProperty("requestBody").GetProperty("content")));
        Assert.Equal(["query", .. SharedOptions], byImage.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()!));

        Assert.Equal(["image_url", "image_base64", "query", .. SharedOptions], Names(BodyOf(paths, "/api/v1/search/by-image").GetProperty("properties")));

        JsonElement byText = BodyOf(paths, "/api/v1/search/by-text");
        Assert.Equal(["query", "mode", .. SharedOptions], Names(byText.GetProperty("properties")));
        Assert.Equal("query", Assert.Single(byText.GetProperty("required").EnumerateArray()).GetString());

        JsonElement searches = BodyOf(paths, "/api/v1/search/batch").GetProperty("properties").GetProperty("searches");
        Assert.Equal(16, searches.GetProperty("maxItems").GetInt32());
        Assert.Equal(["image_url", "image_base64", "query", "mode", "product_id", .. SharedOptions], Names(searches.GetProperty("items").GetProperty("properties")));

        Assert.True(paths.TryGetProperty("/api/v1/search/similar/{product_id}", out _));
        Assert.Equal(["q", "lang", "limit"], paths.GetProperty("/api/v1/search/suggest").GetProperty("get").GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()!));
        Assert.True(paths.TryGetProperty("/api/v1/search/{search_id}/click", out _));
    }

    private static JsonElement BodyOf(JsonElement paths, string path) => paths.GetProperty(path).GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");

    private static IEnumerable<string> Names(JsonElement members) => members.EnumerateObject().Select(member => member.Name);
}
