using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Journeys.Distributed;

/// <summary>Two Apis and two Indexers lose what they stand on, piece by piece: each loss costs time and nothing else.</summary>
public sealed class LossTests
{
    private const string Embedded = "visual_search_pictures_embedded_total";

    private static readonly bool Long = Environment.GetEnvironmentVariable("VISUALSEARCH_LONG_JOURNEYS") == "1";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("workers killed")]
    [InlineData("queue emptied")]
    public async Task Events_in_any_order_end_in_the_state_of_the_newest_while(string loss)
    {
        Random random = new(20261122);
        (int products, int count, int blows) = Long ? (500, 5000, 6) : (30, 240, 3);
        await using Marketplace marketplace = await Marketplace.OpenAsync(products, count, random);
        await using DistributedSystem system = await DistributedSystem.StartAsync();
        HostProcess[] apis = [await system.StartApiAsync(), await system.StartApiAsync()];
        await using WorkerPair workers = await WorkerPair.StartAsync(system);
        byte[][] bodies = marketplace.Shuffled(random);
        Sending sending = new(apis);

        Task sent = sending.SendAllAsync(bodies, Stop);
        for (int blow = 1; blow <= blows; blow++)
        {
            int after = bodies.Length * blow / (blows + 1);
            await Eventually.HoldsAsync(() => Task.FromResult(sending.Accepted), accepted => accepted >= after || sent.IsCompleted, Eventually.LongPatience);
            await (loss == "workers killed" ? workers.KillOneAsync(blow % 2) : blow == (blows + 1) / 2 ? RestartAsync(system) : system.Redis.AskAsync("FLUSHALL"));
        }

        await sent;
        await DistributedSystem.CaughtUpAsync(apis[0]);
        await AssertAsync(marketplace.Expected(), apis);
        Assert.Equal(await StoredVectors.DueAsync(system), await StoredVectors.HeldAsync(system));

        long committed = await system.ScalarAsync<long>("SELECT count(*) FROM embeddings");
        double embedded = await workers.EmbeddedAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{bodies.Length} events of {products} products; {workers.Kills} kills; 202 after {sending.Quantile(0.5):F0} ms (p50), {sending.Quantile(0.99):F0} ms (p99); {sending.Refused} asked for another try; {committed} embeddings committed, {embedded} made as far as counted.");
        // What a killed worker had embedded and not saved is made again; nothing else is. What it embedded between being counted and being killed, a batch or two, goes uncounted.
        Assert.InRange(embedded, committed - (workers.Kills * 2 * WorkerPair.InFlight), committed + (workers.Kills * WorkerPair.InFlight));
        Assert.True(embedded > 0, "Nothing was counted.");
    }

    [Fact]
    public async Task A_lost_vector_store_is_filled_again_from_the_catalogue_and_nothing_is_embedded()
    {
        await using Marketplace marketplace = await Marketplace.OpenAsync(20, 60, new Random(1));
        await using DistributedSystem system = await DistributedSystem.StartAsync();
        HostProcess api = await system.StartApiAsync();
        HostProcess indexer = await system.StartIndexerAsync("one");
        await new Sending([api]).SendAllAsync(marketplace.Shuffled(new Random(2)), Stop);
        await DistributedSystem.CaughtUpAsync(api);
        SortedSet<string> before = await StoredVectors.HeldAsync(system);
        double embedded = await indexer.MetricAsync(Embedded);
        Assert.NotEmpty(before);
        Assert.True(embedded > 0, "Nothing was counted.");

        await system.LoseVectorsAsync();

        await Eventually.HoldsAsync(async () => (await StoredVectors.HeldAsync(system)).Count, held => held == before.Count, Eventually.LongPatience);
        await DistributedSystem.CaughtUpAsync(api);
        Assert.Equal(before, await StoredVectors.HeldAsync(system));
        string collection = await system.ScalarAsync<string>("SELECT collection FROM index_generations WHERE active = 1");
        await Eventually.HoldsAsync(() => AliasesAsync(system), aliases => aliases.Contains(collection, StringComparison.Ordinal));
        Assert.Equal(embedded, await indexer.MetricAsync(Embedded));
    }

    [Fact]
    public async Task While_Postgres_restarts_no_write_is_answered_and_lost_and_searches_come_back_by_themselves()
    {
        await using DistributedSystem system = await DistributedSystem.StartAsync(ownPostgres: true);
        HostProcess api = await system.StartApiAsync();
        await system.StartIndexerAsync("one");
        using HttpResponseMessage first = await api.Client.PostAsJsonAsync("/api/v1/products", new { title = "before" }, Stop);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        await Eventually.HoldsAsync(() => SearchAsync(api), status => status == HttpStatusCode.OK);

        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        List<string> answered = [];
        Task writing = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => WriteAsync(api, $"writer-{writer}", answered, enough.Token)));
        await Eventually.HoldsAsync(() => Task.FromResult(CountOf(answered)), count => count >= 50);
        await system.Postgres.StopAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Eventually.HoldsAsync(() => SearchAsync(api), status => status != HttpStatusCode.OK));
        await system.Postgres.StartAgainAsync();
        int then = CountOf(answered);
        await Eventually.HoldsAsync(() => Task.FromResult(CountOf(answered)), count => count >= then + 50);
        await enough.CancelAsync();
        await writing;

        await Eventually.HoldsAsync(() => SearchAsync(api), status => status == HttpStatusCode.OK);
        foreach (string title in answered)
        {
            Assert.Equal(1, await system.ScalarAsync<long>($"SELECT count(*) FROM products WHERE external_id = '{title}'"));
        }
    }

    private static async Task<string> AliasesAsync(DistributedSystem system)
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(system.Vectors.Address) };
        return await client.GetStringAsync("/aliases", Stop);
    }

    private static async Task RestartAsync(DistributedSystem system)
    {
        await system.Redis.StopAsync();
        await system.Redis.StartAgainAsync();
    }

    private static async Task AssertAsync(IReadOnlyDictionary<string, (string Title, string[] Pictures)?> expected, HostProcess[] apis)
    {
        foreach ((string name, (string Title, string[] Pictures)? product) in expected)
        {
            HostProcess api = apis[name.Length % apis.Length];
            using HttpResponseMessage response = await api.Client.GetAsync($"/api/v1/products/ext:{name}", Stop);
            if (product is not { } living)
            {
                Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
                continue;
            }

            JsonElement found = await ApiHost.JsonAsync(response);
            Assert.Equal(living.Title, found.GetProperty("title").GetString());
            Assert.Equal(living.Pictures, found.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("url").GetString()));
            Assert.Equal("indexed", found.GetProperty("index_state").GetString());
        }
    }

    private static async Task WriteAsync(HostProcess api, string writer, List<string> answered, CancellationToken cancellationToken)
    {
        for (int number = 0; !cancellationToken.IsCancellationRequested; number++)
        {
            string name = $"{writer}-{number}";
            using HttpResponseMessage response = await api.Client.PutAsJsonAsync($"/api/v1/products/ext:{name}", new { title = name }, Stop);
            if (response.IsSuccessStatusCode)
            {
                lock (answered)
                {
                    answered.Add(name);
                }
            }
            else
            {
                Assert.True(response.StatusCode == HttpStatusCode.ServiceUnavailable, $"{response.StatusCode}; the server said:\n{api.Output}");
                Assert.NotNull(response.Headers.RetryAfter);
            }
        }
    }

    private static int CountOf(List<string> answered)
    {
        lock (answered)
        {
            return answered.Count;
        }
    }

    private static async Task<HttpStatusCode> SearchAsync(HostProcess api)
    {
        using ByteArrayContent picture = new(SampleShop.Picture("26bd"));
        picture.Headers.ContentType = new("image/webp");
        using HttpResponseMessage response = await api.Client.PostAsync("/api/v1/search/by-image", picture, Stop);
        return response.StatusCode;
    }
}
