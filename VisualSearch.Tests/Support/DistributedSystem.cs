using System.Text.Json;
using Npgsql;
using VisualSearch.QdrantStandIn;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Support;

/// <summary>
/// A whole distributed system on loopback: a database, a Redis of its own, the stand-in for Qdrant, and as many Apis and Indexers as processes as a test starts.
/// Any part may be killed, stopped, emptied and started again. Disposing ends all of it.
/// </summary>
internal sealed class DistributedSystem : IAsyncDisposable
{
    public const string WebhookSecret = "a secret of the tests";

    private readonly TemporaryFolder _folder = new();
    private readonly bool _ownPostgres;
    private readonly List<HostProcess> _processes = [];
    private readonly (string Key, string Value)[] _settings;
    private StandInServer _vectors;
    private int _folders;

    private DistributedSystem(PostgresServer postgres, bool ownPostgres, RedisServer redis, StandInServer vectors, string database, (string Key, string Value)[] settings)
    {
        Postgres = postgres;
        _ownPostgres = ownPostgres;
        Redis = redis;
        _vectors = vectors;
        Database = database;
        _settings = settings;
    }

    public PostgresServer Postgres { get; }

    public RedisServer Redis { get; }

    public string Database { get; }

    public StandInServer Vectors => _vectors;

    /// <param name="ownPostgres">Whether the test stops the server, so that it must have one of its own.</param>
    /// <param name="settings">Of every process besides where things are.</param>
    public static async Task<DistributedSystem> StartAsync(bool ownPostgres = false, params (string Key, string Value)[] settings)
    {
        PostgresServer postgres = ownPostgres ? await PostgresServer.StartAsync() : await PostgresServer.SharedAsync();
        RedisServer? redis = null;
        try
        {
            string database = await (ownPostgres ? postgres.CreateDatabaseAsync() : TemporaryCatalogue.CreateDatabaseAsync());
            redis = await RedisServer.StartAsync();
            StandInServer vectors = await StandInServer.StartAsync(new StandInOptions(), TestContext.Current.CancellationToken);
            return new DistributedSystem(postgres, ownPostgres, redis, vectors, database, settings);
        }
        catch
        {
            await (ownPostgres ? postgres.DisposeAsync() : ValueTask.CompletedTask);
            await (redis?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }
    }

    /// <summary>Returns when searches can be answered.</summary>
    public async Task<HostProcess> StartApiAsync(params (string Key, string Value)[] settings)
    {
        HostProcess api = await StartAsync(HostProcess.Api, settings);
        await Eventually.HoldsAsync(
            async () =>
            {
                using HttpResponseMessage health = await api.Client.GetAsync("/health", TestContext.Current.CancellationToken);
                return (health.IsSuccessStatusCode, await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            },
            health => health.IsSuccessStatusCode,
            Eventually.LongPatience);
        return api;
    }

    /// <param name="worker">The name under which it claims products, kept over a restart.</param>
    public Task<HostProcess> StartIndexerAsync(string worker, params (string Key, string Value)[] settings) => StartAsync(HostProcess.Indexer, [("Indexing:Worker", worker), .. settings]);

    /// <summary>The vector store loses everything it had, as when its volume is lost, and is there again at the same address.</summary>
    public async Task LoseVectorsAsync()
    {
        int port = new Uri(_vectors.Address).Port;
        await _vectors.DisposeAsync();
        _vectors = await StandInServer.StartAsync(new StandInOptions(Port: port), TestContext.Current.CancellationToken);
    }

    /// <summary>The first column of the first row.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using NpgsqlConnection connection = await ConnectAsync();
        await using NpgsqlCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Tests give constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>A connection beside the processes', as an operator would have.</summary>
    public async Task<NpgsqlConnection> ConnectAsync()
    {
        NpgsqlConnection connection = new(Postgres.ConnectionString(Database) + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Returns when every change that was made is in the vector index, as one of the Apis sees it.</summary>
    public static Task CaughtUpAsync(HostProcess api) => Eventually.HoldsAsync(
        async () => (await api.GetAsync("/api/v1/health/detailed")).GetProperty("queue"),
        queue => queue.ValueKind == JsonValueKind.Object && queue.GetProperty("pending").GetInt64() == 0,
        Eventually.LongPatience);

    public async ValueTask DisposeAsync()
    {
        foreach (HostProcess process in _processes)
        {
            await process.DisposeAsync();
        }

        await _vectors.DisposeAsync();
        await Redis.DisposeAsync();
        await (_ownPostgres ? Postgres.DisposeAsync() : new ValueTask(Postgres.DropDatabaseAsync(Database)));
        _folder.Dispose();
    }

    private async Task<HostProcess> StartAsync(string program, (string Key, string Value)[] settings)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder.Path, $"{++_folders}")).FullName;
        HostProcess process = await HostProcess.StartAsync(
            program,
            folder,
            [
                ("ConnectionStrings:catalog", Postgres.ConnectionString(Database)),
                ("ConnectionStrings:redis", Redis.ConnectionString),
                ("ConnectionStrings:qdrant_http", $"Endpoint={_vectors.Address}"),
                ("Demo:Load", "false"),
                ("Images:AllowedNetworks:0", "127.0.0.1/32"),
                ("Webhooks:Secrets:0", WebhookSecret),
                ("Health:Period", "00:00:00.5"),
                ("Indexing:Lease", "00:00:05"),
                ("Indexing:SweepInterval", "00:00:01"),
                ("Indexing:QuietTime", "00:00:02"),
                ("Indexing:GenerationPoll", "00:00:00.5"),
                ("Redis:IdleBeforeClaim", "00:00:05"),
                .. _settings,
                .. settings,
            ]);
        _processes.Add(process);
        return process;
    }
}
