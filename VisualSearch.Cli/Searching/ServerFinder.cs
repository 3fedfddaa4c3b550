using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Searching;

/// <summary>Asks a server.</summary>
internal sealed class ServerFinder(ApiConnection api) : IProductFinder
{
    public Task<JsonElement> FindAsync(SearchQuery query, SearchSettings settings, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> options = [.. settings.ToFields()];
        return api.ReadAsync<JsonElement>(() => RequestOf(query, options), cancellationToken);
    }

    public async Task<string?> PageOfAsync(FoundProduct product, CancellationToken cancellationToken) =>
        (await api.GetAsync<JsonElement>("api/v1/products/" + Uri.EscapeDataString(product.ProductId), cancellationToken)).TryGetProperty("url", out JsonElement url) ? Shown(url.GetString()) : null;

    public Task<string?> PictureOfAsync(FoundProduct product, CancellationToken cancellationToken) => Task.FromResult(Shown(product.ImageUrl));

    public ValueTask DisposeAsync()
    {
        api.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A server may have a page opened here, and no file or program of this machine.</summary>
    private static string? Shown(string? address) => Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" ? address : null;

    private static HttpRequestMessage RequestOf(SearchQuery query, List<KeyValuePair<string, string>> options) => query switch
    {
        SearchQuery.Picture picture => new HttpRequestMessage(HttpMethod.Post, "api/v1/search/by-image") { Content = FormOf(picture, options) },
        SearchQuery.PictureAddress picture => new HttpRequestMessage(HttpMethod.Post, "api/v1/search/by-image") { Content = JsonOf(options, ("image_url", picture.Address), ("query", picture.Words)) },
        SearchQuery.Text text => new HttpRequestMessage(HttpMethod.Post, "api/v1/search/by-text") { Content = JsonOf(options, ("query", text.Words)) },
        SearchQuery.Like like => new HttpRequestMessage(HttpMethod.Get, Query.Of($"api/v1/search/similar/{NameOf(like.Product)}", options.Select(option => (option.Key, (string?)option.Value)))),
        _ => throw new ArgumentOutOfRangeException(nameof(query), query, null),
    };

    private static string NameOf(string product) => product.StartsWith("ext:", StringComparison.Ordinal) ? "ext:" + Uri.EscapeDataString(product[4..]) : Uri.EscapeDataString(product);

    private static MultipartFormDataContent FormOf(SearchQuery.Picture picture, List<KeyValuePair<string, string>> options)
    {
        ByteArrayContent file = new(picture.Content);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        MultipartFormDataContent form = new() { { file, "file", "picture" } };
        foreach ((string name, string value) in options)
        {
            form.Add(new StringContent(value), name);
        }

        if (picture.Words is { } words)
        {
            form.Add(new StringContent(words), "query");
        }

        return form;
    }

    private static JsonContent JsonOf(List<KeyValuePair<string, string>> options, params (string Name, string? Value)[] members)
    {
        JsonObject body = [];
        foreach (var option in options.GroupBy(option => option.Key, option => option.Value))
        {
            body[option.Key] = new JsonArray([.. option.Select(value => (JsonNode)value)]);
        }

        foreach ((string name, string? value) in members.Where(member => member.Value is not null))
        {
            body[name] = value;
        }

        return JsonContent.Create(body);
    }
}
