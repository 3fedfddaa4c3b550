using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine.Indexing;

/// <summary>Opens the index before the host serves: catalogue, model, generation, and the vectors from stored embeddings. Nothing is embedded here.</summary>
internal sealed partial class IndexStartup(
    CatalogueStartup catalogue,
    ModelLibrary models,
    Generations generations,
    Embeddings embeddings,
    IndexOutbox outbox,
    IVectorStore store,
    ActiveIndexState active,
    TimeProvider time,
    ILogger<IndexStartup> logger) : IHostedLifecycleService
{
    /// <summary>Before anything else starts: what other services do at their start may need the catalogue.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        await catalogue.PrepareAsync(cancellationToken);
        Generation? living = await generations.FindActiveAsync(cancellationToken);

        // The vectors that are there and the model that asks for them need nothing of each other until both are open.
        using CancellationTokenSource refused = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<IVectorIndex?> filling = Task.Run(() => FillAsync(living, refused.Token), refused.Token);
        EmbeddingModel model;
        Generation generation;
        try
        {
            model = await models.LoadAsync(living?.Model, cancellationToken);
            generation = await AdoptGenerationAsync(model, cancellationToken);
        }
        catch
        {
            await refused.CancelAsync();
            await ((Task)filling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        // This process alone owns the catalogue, so a claim found now is a dead process's.
        await outbox.EndAllClaimsAsync(generation.Id, cancellationToken);
        IVectorIndex? vectors = await filling;
        if (vectors is null || generation.Id != living?.Id)
        {
            if (living is not null)
            {
                await store.DropAsync(living.Collection, cancellationToken);
            }

            vectors = (await store.OpenAsync(CollectionOf(generation), cancellationToken)).Index;
        }

        active.Adopt(new ActiveIndex(generation, model, vectors));
        // What was read to fill the index is garbage now, and nothing later would ever need that much.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        LogOpened(model.Name, await vectors.CountAsync(cancellationToken), time.GetElapsedTime(started).TotalSeconds);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After everything else stopped: nothing embeds any more.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (active.CurrentOrNull is ActiveIndex index)
        {
            await index.Model.DisposeAsync();
        }
    }

    /// <exception cref="ModelUnavailableException">The stored vectors are of another space; the model is closed again.</exception>
    private async Task<Generation> AdoptGenerationAsync(EmbeddingModel model, CancellationToken cancellationToken)
    {
        Generation generation = await generations.EnsureActiveAsync(model.Name, model.Fingerprint, model.Dimension, cancellationToken);
        if (generation.Fingerprint == model.Fingerprint)
        {
            return generation;
        }

        await model.DisposeAsync();
        throw new ModelUnavailableException(
            $"The catalogue is indexed with the model {generation.Model}, and {model.Name} is configured in a form whose vectors cannot be compared with it. "
            + "Set Embedding:Model (and Embedding:Variant) back, or start with an empty data folder.");
    }

    private static VectorCollection CollectionOf(Generation generation) => new(generation.Collection, generation.Dimension, generation.Epoch);

    private async Task<IVectorIndex?> FillAsync(Generation? living, CancellationToken cancellationToken)
    {
        if (living is null)
        {
            return null;
        }

        OpenedCollection opened = await store.OpenAsync(CollectionOf(living), cancellationToken);
        await opened.Index.FillAsync(StoredAsync(living, cancellationToken), cancellationToken);
        return opened.Index;
    }

    private async IAsyncEnumerable<ProductVectors> StoredAsync(Generation generation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredProduct stored in embeddings.ReadAllAsync(generation.Id, generation.Fingerprint, cancellationToken))
        {
            yield return new ProductVectors(stored.Product, stored.Version, stored.Fields, [.. stored.Pictures.Select(picture => new PictureVector(picture.Picture, picture.Vector))]);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Index open: model {Model}, {Vectors} vectors, in {Seconds:F1} s")]
    private partial void LogOpened(string model, long vectors, double seconds);
}
