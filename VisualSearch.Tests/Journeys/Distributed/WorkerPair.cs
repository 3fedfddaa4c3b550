using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Journeys.Distributed;

/// <summary>Two Indexers side by side, of which one may be killed and started again under its name; counts what all of their lives embedded.</summary>
internal sealed class WorkerPair(DistributedSystem system) : IAsyncDisposable
{
    /// <summary>Pictures that a killed worker may have embedded and not saved: those of its one batch, two pictures a product.</summary>
    public const int InFlight = BatchSize * 2;

    private const string Embedded = "visual_search_pictures_embedded_total";
    private const int BatchSize = 2;

    private static readonly string[] Names = ["left", "right"];

    private readonly HostProcess[] _workers = new HostProcess[Names.Length];
    private double _embeddedBefore;

    public int Kills { get; private set; }

    public static async Task<WorkerPair> StartAsync(DistributedSystem system)
    {
        WorkerPair pair = new(system);
        for (int worker = 0; worker < Names.Length; worker++)
        {
            await pair.StartAsync(worker);
        }

        return pair;
    }

    /// <summary>SIGKILL, and another start.</summary>
    public async Task KillOneAsync(int worker)
    {
        double embedded = await _workers[worker].MetricAsync(Embedded);
        await _workers[worker].KillAsync();
        _embeddedBefore += embedded;
        Kills++;
        await StartAsync(worker);
    }

    public async Task<double> EmbeddedAsync()
    {
        double embedded = _embeddedBefore;
        foreach (HostProcess worker in _workers)
        {
            embedded += await worker.MetricAsync(Embedded);
        }

        return embedded;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (HostProcess worker in _workers)
        {
            await worker.DisposeAsync();
        }
    }

    private async Task StartAsync(int worker) => _workers[worker] = await system.StartIndexerAsync(Names[worker], ("Indexing:BatchSize", $"{BatchSize}"), ("Indexing:BatchesAtOnce", "1"));
}
