using System.Globalization;
using Npgsql;

namespace VisualSearch.Benchmarks.Hosting;

/// <summary>Postgres, Redis and the stand-in for Qdrant on this machine, and the settings that make an Api or an Indexer use them.</summary>
internal sealed class DistributedServers : IAsyncDisposable
{
    private readonly List<ServerProcess> _servers = [];

    private DistributedServers()
    {
    }

    /// <summary>As the product takes it.</summary>
    public string Catalogue { get; private set; } = "";

    public static async Task<DistributedServers> StartAsync(CancellationToken cancellationToken)
    {
        DistributedServers servers = new();
        try
        {
            servers._servers.Add(await ServerProcess.StartPostgresAsync(cancellationToken));
            servers._servers.Add(await ServerProcess.StartRedisAsync(cancellationToken));
            servers._servers.Add(await ServerProcess.StartVectorsAsync(cancellationToken));
            await servers.CreateDatabaseAsync(cancellationToken);
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <param name="settings">What the modes have in common.</param>
    public Dictionary<string, string?> Settings(Dictionary<string, string?> settings) => new(settings)
    {
        ["ConnectionStrings:catalog"] = Catalogue,
        ["ConnectionStrings:redis"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Redis.Port}"),
        ["ConnectionStrings:qdrant_http"] = string.Create(CultureInfo.InvariantCulture, $"Endpoint=http://127.0.0.1:{Vectors.Port}"),
    };

    private ServerProcess Postgres => _servers[0];

    private ServerProcess Redis => _servers[1];

    private ServerProcess Vectors => _servers[2];

    public async ValueTask DisposeAsync()
    {
        foreach (ServerProcess server in Enumerable.Reverse(_servers))
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>The port is open before the server lets anybody in.</summary>
    private async Task CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnectionStringBuilder place = new() { Host = "127.0.0.1", Port = Postgres.Port, Username = "visualsearch", Database = "postgres", Pooling = false };
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
