using System.Net;
using System.Text;
using System.Text.Json;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Admin;

public sealed class AdminRoutesTests(QuietApi quiet, AdminRoutesTests.Keyed keyed) : IClassFixture<QuietApi>, IClassFixture<AdminRoutesTests.Keyed>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{}", 400, "scope")]
    [InlineData("""{"scope":"all"}""", 400, "scope")]
    [InlineData("""{"scope":1}""", 400, "scope")]
    [InlineData("""{"scope":"failed","product_ids":"1"}""", 400, "product_ids")]
    [InlineData("""{"scope":"failed","product_ids":[1]}""", 400, "product_ids")]
    [InlineData("""{"scope":"failed","product_ids":["ext:nobody"]}""", 404, "ext:nobody")]
    [InlineData("""{"scope":"failed","product_ids":["%"]}""", 404, "%")]
    [InlineData("[]", 400, "scope")]
    [InlineData("{", 400, "JSON")]
    public async Task A_wrong_request_to_index_again_is_told_what_is_wrong(string body, int status, string names)
    {
        using HttpResponseMessage response = await quiet.Api.PostRawAsync("/api/v1/admin/reindex", Encoding.UTF8.GetBytes(body), "application/json");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(names, await response.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_asked_for_is_counted_and_done()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string product = await api.CreateAsync(new { title = "ball" });
        await api.CreateAsync(new { title = "plain" });
        await api.AddPicturesAsync(product, SampleShop.Picture("26bd"));

        using HttpResponseMessage some = await api.PostAsync("/api/v1/admin/reindex", new { scope = "vectors", product_ids = new[] { product, product } });
        Assert.Equal(1, (await ApiHost.JsonAsync(some, HttpStatusCode.Accepted)).GetProperty("products").GetInt32());
        using HttpResponseMessage all = await api.PostAsync("/api/v1/admin/reindex", new { scope = "pictures" });
        Assert.Equal(2, (await ApiHost.JsonAsync(all, HttpStatusCode.Accepted)).GetProperty("products").GetInt32());

        Assert.Equal("indexed", (await api.ProcessedAsync(product)).GetProperty("images")[0].GetProperty("state").GetString());
        Assert.Equal(1, await api.MetricAsync("visual_search_pictures_embedded_total"));
    }

    [Theory]
    [InlineData("reindex")]
    [InlineData("export")]
    [InlineData("generations")]
    [InlineData("reconcile")]
    [InlineData("status")]
    [InlineData("failures")]
    [InlineData("searches")]
    public async Task Operators_routes_need_the_scope_admin(string route)
    {
        Assert.Equal((401, 403, 403), (await AskAsync(null), await AskAsync("reader-0123456789"), await AskAsync("writer-0123456789")));
        Assert.InRange(await AskAsync("admin-00123456789"), 200, 202);

        async Task<int> AskAsync(string? key)
        {
            using HttpRequestMessage request = new(route is "reindex" or "reconcile" ? HttpMethod.Post : HttpMethod.Get, $"/api/v1/admin/{route}")
            {
                Content = route == "reindex" ? new StringContent("""{"scope":"failed"}""", Encoding.UTF8, "application/json") : null,
            };
            request.Headers.Authorization = key is null ? null : new("Bearer", key);
            using HttpResponseMessage response = await keyed.Api.Client.SendAsync(request, Stop);
            return (int)response.StatusCode;
        }
    }

    [Fact]
    public async Task An_empty_catalogue_exports_as_nothing_and_a_wrong_switch_is_refused()
    {
        using HttpResponseMessage empty = await quiet.Api.GetAsync("/api/v1/admin/export");
        using HttpResponseMessage wrong = await quiet.Api.GetAsync("/api/v1/admin/export?embeddings=maybe");

        Assert.Equal(("application/x-ndjson", string.Empty), (empty.Content.Headers.ContentType!.MediaType, await empty.Content.ReadAsStringAsync(Stop)));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Both_routes_are_in_the_document()
    {
        JsonElement paths = (await ApiHost.JsonAsync(await quiet.Api.GetAsync("/openapi/v1.json"))).GetProperty("paths");

        Assert.True(paths.GetProperty("/api/v1/admin/reindex").GetProperty("post").GetProperty("responses").TryGetProperty("202", out _));
        Assert.True(paths.GetProperty("/api/v1/admin/export").GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("content").TryGetProperty("application/x-ndjson", out _));
    }

    /// <summary>One server that wants keys.</summary>
    public sealed class Keyed : IAsyncLifetime
    {
        internal ApiHost Api { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Api = await ApiHost.StartAsync(settings:
        [
            ("Security:ApiKeys:0:Name", "writer"), ("Security:ApiKeys:0:Key", "writer-0123456789"), ("Security:ApiKeys:0:Scopes:0", "write"),
            ("Security:ApiKeys:1:Name", "admin"), ("Security:ApiKeys:1:Key", "admin-00123456789"), ("Security:ApiKeys:1:Scopes:0", "admin"),
            ("Security:ApiKeys:2:Name", "reader"), ("Security:ApiKeys:2:Key", "reader-0123456789"), ("Security:ApiKeys:2:Scopes:0", "read"),
        ]);

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }
}
