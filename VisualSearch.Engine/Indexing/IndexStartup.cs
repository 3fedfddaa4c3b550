using Microsoft.Extensions.Hosting;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Indexing;

/// <summary>Embedded mode: opens the index before the host serves, since nothing it needs can be away for a while. What cannot be opened stops the start.</summary>
internal sealed class IndexStartup(CatalogueStartup catalogue, Generations generations, IndexOutbox outbox, IndexOpening opening) : IHostedLifecycleService
{
    /// <summary>Before anything else starts: what other services do at their start may need the catalogue.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await catalogue.PrepareAsync(cancellationToken);
        await opening.OpenActiveAsync(cancellationToken);
        // This process alone owns the catalogue, so a claim found now is a dead process's.
        foreach (GenerationRecord record in await generations.ListAsync(cancellationToken))
        {
            await outbox.EndAllClaimsAsync(record.Generation.Id, cancellationToken);
        }

        // What was read to fill the index is garbage now, and nothing later would ever need that much.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
