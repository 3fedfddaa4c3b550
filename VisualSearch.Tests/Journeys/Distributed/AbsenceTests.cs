using System.Net;
using System.Text.Json;
using VisualSearch.QdrantStandIn;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Journeys.Distributed;

/// <summary>Processes that start before what they stand on: they say what is missing in a sentence, and serve as soon as it is there.</summary>
public sealed class AbsenceTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HostProcess.Api, "catalog", "Host=127.0.0.1;Port=1;Username=u;Password=secret-of-tests;Database=d", "Waiting for a store", HttpStatusCode.ServiceUnavailable)]
    [InlineData(HostProcess.Indexer, "catalog", "Host=127.0.0.1;Port=1;Username=u;Password=secret-of-tests;Database=d", "Waiting for a store", HttpStatusCode.ServiceUnavailable)]
    [InlineData(HostProcess.Indexer, "qdrant_http", "Endpoint=http://127.0.0.1:1;Key=secret-of-tests", "Qdrant at http://127.0.0.1:1/ could not be reached.", HttpStatusCode.ServiceUnavailable)]
    [InlineData(HostProcess.Api, "redis", "127.0.0.1:1,password=secret-of-tests,connectTimeout=500", "Redis does not answer", HttpStatusCode.OK)]
    [InlineData(HostProcess.Indexer, "redis", "127.0.0.1:1,password=secret-of-tests,connectTimeout=500", "The index queue is away", HttpStatusCode.OK)]
    public async Task What_is_away_is_told_in_a_sentence_without_a_stack_or_a_password(string program, string store, string connection, string says, HttpStatusCode health)
    {
        using TemporaryFolder folder = new();
        await using StandInServer vectors = await StandInServer.StartAsync(new StandInOptions(), Stop);
        await using BorrowedDatabase database = await BorrowedDatabase.TakeAsync(migrated: true);
        await using HostProcess process = await HostProcess.StartAsync(program, folder.Path, [.. await SettingsAsync(database, vectors, null), ($"ConnectionStrings:{store}", connection)]);

        await Eventually.HoldsAsync(() => Task.FromResult(process.Output), output => output.Contains(says, StringComparison.Ordinal), Eventually.LongPatience);
        await Eventually.HoldsAsync(() => HealthAsync(process), status => status == health, Eventually.LongPatience);

        if (program == HostProcess.Api && store == "redis")
        {
            // What the catalogue and the vectors have to say is not lost with the queue.
            await Eventually.HoldsAsync(
                async () => await ApiHost.JsonAsync(await process.Client.GetAsync("/api/v1/health/detailed", Stop)),
                answer => answer.GetProperty("vectors").ValueKind == JsonValueKind.Number && answer.GetProperty("queue") is { ValueKind: JsonValueKind.Object } queue
                    && (queue.GetProperty("length").ValueKind, queue.GetProperty("pending").GetInt32()) == (JsonValueKind.Null, 0),
                Eventually.LongPatience);
        }

        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("outstanding:", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-tests", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_of_the_vector_store_is_told_once_and_the_right_one_is_taken_when_the_store_has_it()
    {
        using TemporaryFolder folder = new();
        StandInServer vectors = await StandInServer.StartAsync(new StandInOptions(Key: "another"), Stop);
        int port = new Uri(vectors.Address).Port;
        await using BorrowedDatabase database = await BorrowedDatabase.TakeAsync(migrated: true);
        await using HostProcess api = await HostProcess.StartAsync(folder.Path, await SettingsAsync(database, vectors, "ours"));
        await Eventually.HoldsAsync(() => Task.FromResult(api.Output), output => output.Contains("refuses the key", StringComparison.Ordinal), Eventually.LongPatience);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await HealthAsync(api));

        await vectors.DisposeAsync();
        await using StandInServer mended = await StandInServer.StartAsync(new StandInOptions(Port: port, Key: "ours"), Stop);

        await Eventually.HoldsAsync(() => HealthAsync(api), status => status == HttpStatusCode.OK, Eventually.LongPatience);
        Assert.Equal(2, api.Output.Split("refuses the key").Length);
        Assert.DoesNotContain("   at ", api.Output, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> HealthAsync(HostProcess process)
    {
        using HttpResponseMessage health = await process.Client.GetAsync("/health", Stop);
        return health.StatusCode;
    }

    private static async Task<(string Key, string Value)[]> SettingsAsync(BorrowedDatabase database, StandInServer vectors, string? key)
    {
        RedisServer redis = await RedisServer.SharedAsync();
        return
        [
            ("ConnectionStrings:catalog", database.ConnectionString),
            ("ConnectionStrings:redis", redis.ConnectionString),
            ("ConnectionStrings:qdrant_http", $"Endpoint={vectors.Address}{(key is null ? string.Empty : $";Key={key}")}"),
            ("Redis:KeyPrefix", $"absence-{Guid.NewGuid():N}"),
            ("Demo:Load", "false"),
            ("Health:Period", "00:00:00.5"),
            ("Indexing:GenerationPoll", "00:00:00.5"),
        ];
    }
}
