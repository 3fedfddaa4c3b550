using System.Globalization;
using Npgsql;

namespace VisualSearch.Benchmarks.Hosting;

/// <summary>Postgres, Redis and the stand-in for Qdrant on this machine, and the settings that make an Api or an Indexer use them.</summary>
internal sealed class DistributedServers : IAsyncDisposable
{
    private readonly ServerProcess _postgres;
    private readonly ServerProcess _redis;
    private readonly ServerProcess _vectors;

    private DistributedServers(ServerProcess postgres, ServerProcess redis, ServerProcess vectors)
    {
        _postgres = postgres;
        _redis = redis;
        _vectors = vectors;
    }

    /// <summary>As the product takes it.</summary>
    public string Catalogue { get; private set; } = "";

    public static async Task<DistributedServers> StartAsync(CancellationToken cancellationToken)
    {
        DistributedServers servers = new(
            await ServerProcess.StartPostgresAsync(cancellationToken), await ServerProcess.StartRedisAsync(cancellationToken), await ServerProcess.StartVectorsAsync(cancellationToken));
        await servers.CreateDatabaseAsync(cancellationToken);
        return servers;
    }

    /// <param name="settings">What the modes have in common.</param>
    public Dictionary<string, string?> Settings(Dictionary<string, string?> settings) => new(settings)
    {
        ["ConnectionStrings:catalog"] = Catalogue,
        ["ConnectionStrings:redis"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_redis.Port}"),
        ["ConnectionStrings:qdrant_http"] = string.Create(CultureInfo.InvariantCulture, $"Endpoint=http://127.0.0.1:{_vectors.Port}"),
    };

    public async ValueTask DisposeAsync()
    {
        await _vectors.DisposeAsync();
        await _redis.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    /// <summary>The port is open before the server lets anybody in.</summary>
    private async Task CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnectionStringBuilder place = new() { Host = "127.0.0.1", Port = _postgres.Port, Username = "visualsearch", Database = "postgres", Pooling = false };
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await using NpgsqlConnection connection = new(place.ToString());
                await connection.OpenAsync(cancellationToken);
                await using NpgsqlCommand command = new("CREATE DATABASE visualsearch TEMPLATE template0", connection);
                await command.ExecuteNonQueryAsync(cancellationToken);
                break;
            }
            catch (PostgresException starting) when (starting.SqlState == PostgresErrorCodes.CannotConnectNow && attempt < 100)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
            }
        }

        place.Database = "visualsearch";
        place.Remove("Pooling");
        Catalogue = place.ToString();
    }
}
