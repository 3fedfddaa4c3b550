using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Vectors;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

/// <summary>A store that is down is 503 with Retry-After: never a 500, and never an empty answer that looks like nothing found.</summary>
public sealed class StoreDownTests : IAsyncLifetime
{
    private ApiHost? _api;

    private ApiHost Api => _api!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync(settings: ("Catalogue:BusyTimeout", "00:00:01"));
        string apple = await Api.CreateAsync(new { title = "Apple", external_id = "apple" });
        await Api.AddPicturesAsync(apple, SampleShop.Picture("1f34e"));
    }

    public async ValueTask DisposeAsync() => await Api.DisposeAsync();

    [Fact]
    public async Task While_the_vector_store_is_down_every_search_is_503_and_works_again_afterwards()
    {
        LivingIndexes state = Api.Services.GetRequiredService<LivingIndexes>();
        OpenIndex whole = state.Active;
        state.Adopt(whole with { Vectors = new DownIndex(whole.Vectors.Dimension) });

        await UnavailableAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f34e")), "vectors_unavailable");
        await UnavailableAsync(Api.GetAsync("/api/v1/search/similar/ext:apple"), "vectors_unavailable");
        await UnavailableAsync(Api.PostAsync(ByText, new { query = "apple" }), "vectors_unavailable");
        using HttpResponseMessage batch = await Api.PostAsync("/api/v1/search/batch", new { searches = new object[] { new { product_id = "ext:apple" }, new { query = "" } } });
        System.Text.Json.JsonElement items = (await ApiHost.JsonAsync(batch)).GetProperty("results");
        Assert.Equal([503, 400], items.EnumerateArray().Select(item => item.GetProperty("status").GetInt32()));

        state.Adopt(whole);
        Assert.Equal(["apple"], Found(await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f34e")))));
        Assert.Equal(4, await Api.MetricAsync("visual_search_errors_total", "dependency"));
        Assert.Equal(0, await Api.MetricAsync("visual_search_errors_total", "internal"));
    }

    [Fact]
    public async Task While_another_program_holds_the_catalogue_searches_go_on_and_writes_are_503()
    {
        // The readers of a write-ahead log are not held up by its writer.
        await using SqliteConnection other = Open();
        Execute(other, "BEGIN EXCLUSIVE");

        Assert.Equal(["apple"], Found(await AnsweredAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f34e")))));
        Assert.Equal(["apple"], Found(await AnsweredAsync(Api.PostAsync(ByText, new { query = "apple" }))));
        await UnavailableAsync(Api.PostAsync("/api/v1/products", new { title = "Pear" }), "catalogue_unavailable");
        string search = (await AnsweredAsync(Api.PostAsync(ByText, new { query = "apple" }))).GetProperty("search_id").GetString()!;
        await UnavailableAsync(Api.PostAsync($"/api/v1/search/{search}/click", new { product_id = "ext:apple", position = 0 }), "catalogue_unavailable");

        Execute(other, "ROLLBACK");
        using HttpResponseMessage click = await Api.PostAsync($"/api/v1/search/{search}/click", new { product_id = "ext:apple", position = 0 });
        Assert.Equal(HttpStatusCode.Accepted, click.StatusCode);
    }

    [Fact]
    public async Task While_the_catalogue_cannot_be_read_every_search_is_503()
    {
        // Every page is damaged under the running process; the answer must not come from what is left of it.
        foreach (string file in Directory.GetFiles(Path.Combine(Api.Folder, "data"), "catalogue.db*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            await using FileStream stream = new(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            await stream.WriteAsync(Enumerable.Repeat((byte)0x5a, (int)stream.Length).ToArray(), Cancelled);
        }

        // Connections that are open keep good pages in their caches, and may answer from them.
        SqliteConnection.ClearAllPools();

        await UnavailableAsync(Api.PostFormAsync(ByImage, SampleShop.Picture("1f34e")), "catalogue_unavailable");
        await UnavailableAsync(Api.PostAsync(ByText, new { query = "apple" }), "catalogue_unavailable");
        await UnavailableAsync(Api.GetAsync("/api/v1/search/similar/ext:apple"), "catalogue_unavailable");
        foreach (string figures in new[] { "status", "failures", "searches" })
        {
            await UnavailableAsync(Api.GetAsync($"/api/v1/admin/{figures}"), "catalogue_unavailable");
        }
    }

    private static async Task UnavailableAsync(Task<HttpResponseMessage> asked, string code)
    {
        using HttpResponseMessage response = await asked;
        await Http.ApiUnderTest.ProblemOfAsync(response, HttpStatusCode.ServiceUnavailable, code);
        Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    private SqliteConnection Open()
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(Api.Folder, "data", "catalogue.db"), Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>A vector store that nobody reaches.</summary>
    private sealed class DownIndex(int dimension) : IVectorIndex
    {
        public int Dimension => dimension;

        public Task ApplyAsync(IReadOnlyList<ProductVectors> products, CancellationToken cancellationToken) => throw new VectorIndexUnavailableException("down");

        public Task<IReadOnlyList<VectorHit>> SearchAsync(VectorQuery query, CancellationToken cancellationToken) => throw new VectorIndexUnavailableException("down");

        public Task<long> CountAsync(CancellationToken cancellationToken) => throw new VectorIndexUnavailableException("down");

        public IAsyncEnumerable<IndexedPicture> ReadAllAsync(CancellationToken cancellationToken) => throw new VectorIndexUnavailableException("down");
    }
}
