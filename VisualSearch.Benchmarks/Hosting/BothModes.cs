using System.Text.Json;
using VisualSearch.Benchmarks.Models;

namespace VisualSearch.Benchmarks.Hosting;

/// <summary>The same products, indexed, once in a data folder and once in a distributed system. Disposing ends the system and removes both.</summary>
internal sealed class BothModes : IAsyncDisposable
{
    private const int Products = 2000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly DataFolder _embedded = new();
    private readonly DataFolder _distributed = new();
    private readonly DistributedServers _servers;
    private readonly SyntheticClip _clip;
    private readonly string _variant;

    private BothModes(DistributedServers servers, SyntheticClip clip, string variant)
    {
        _servers = servers;
        _clip = clip;
        _variant = variant;
    }

    public static async Task<BothModes> StartAsync(SyntheticClip clip, string variant, CancellationToken cancellationToken)
    {
        BothModes modes = new(await DistributedServers.StartAsync(cancellationToken), clip, variant);
        try
        {
            await GeneratedCatalogue.WriteAsync(clip, variant, modes._embedded, modes.Embedded, Products, cancellationToken);
            await GeneratedCatalogue.WriteAsync(clip, variant, modes._distributed, modes.Distributed, Products, cancellationToken);
            await modes.FillVectorsAsync(cancellationToken);
            return modes;
        }
        catch
        {
            await modes.DisposeAsync();
            throw;
        }
    }

    public Task<ApiProcess> StartEmbeddedAsync((string Key, string Value)[] settings, CancellationToken cancellationToken) =>
        ApiProcess.StartAsync(_embedded, With(Embedded, settings), cancellationToken);

    public Task<ApiProcess> StartDistributedAsync((string Key, string Value)[] settings, CancellationToken cancellationToken) =>
        ApiProcess.StartAsync(_distributed, With(Distributed, settings), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _servers.DisposeAsync();
        _distributed.Dispose();
        _embedded.Dispose();
    }

    private Dictionary<string, string?> Embedded => _embedded.Settings(_clip, _variant);

    private Dictionary<string, string?> Distributed => _servers.Settings(_distributed.Settings(_clip, _variant));

    private static Dictionary<string, string?> With(Dictionary<string, string?> settings, (string Key, string Value)[] others)
    {
        foreach ((string key, string value) in others)
        {
            settings[key] = value;
        }

        return settings;
    }

    /// <summary>The vectors are stored and no collection has them: the Indexer makes it from them, as it does when a vector store was lost.</summary>
    private async Task FillVectorsAsync(CancellationToken cancellationToken)
    {
        await using ApiProcess indexer = await ApiProcess.StartIndexerAsync(_distributed, Distributed, cancellationToken);
        await using ApiProcess api = await StartDistributedAsync([], cancellationToken);
        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            JsonElement health = await api.HealthAsync(cancellationToken);
            if (health.GetProperty("vectors") is { ValueKind: JsonValueKind.Number } vectors && vectors.GetInt64() >= Products)
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"The vector store was not filled: {health}");
            }

            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }
}
