using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine.Indexing;

/// <summary>Opens generations: the model, and the collection with what the catalogue has stored for it. Nothing is embedded here.</summary>
internal sealed partial class IndexOpening(
    ModelLibrary models,
    Generations generations,
    Embeddings embeddings,
    IVectorStore store,
    LivingIndexes living,
    TimeProvider time,
    ILogger<IndexOpening> logger)
{
    private const string PublicName = "visualsearch-products";

    /// <summary>Opens the generation that searches use, making the first one of a new catalogue, and adopts it.</summary>
    /// <exception cref="ModelUnavailableException">The model is missing, or is another than the catalogue is indexed with.</exception>
    /// <exception cref="VectorIndexUnavailableException">The store cannot be reached.</exception>
    /// <exception cref="CatalogueUnavailableException">The catalogue cannot be read.</exception>
    public async Task OpenActiveAsync(CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        Generation? known = await generations.FindActiveAsync(cancellationToken);

        // The vectors that are there and the model that asks for them need nothing of each other until both are open.
        using CancellationTokenSource refused = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<IVectorIndex?> filling = Task.Run(async () => known is null ? null : await OpenCollectionAsync(known, refused.Token), refused.Token);
        EmbeddingModel? model = null;
        try
        {
            if (store.OutlivesProcess)
            {
                // While it is away this is tried every few seconds, and no model should be loaded for each.
                await filling;
            }

            model = await LoadAsync(known, cancellationToken);
            Generation generation = await AdoptGenerationAsync(model, cancellationToken);
            IVectorIndex? vectors = await filling;
            if (vectors is null || generation.Id != known?.Id)
            {
                // Of a generation that lives all the same, because searches were switched from it meanwhile, the collection is what can be gone back to.
                if (known is not null && !await LivesAsync(known, cancellationToken))
                {
                    await store.DropAsync(known.Collection, cancellationToken);
                }

                vectors = await OpenCollectionAsync(generation, cancellationToken);
            }

            long count = await vectors.CountAsync(cancellationToken);
            // Nothing may fail from here on: the model is given back below when something does, and searches have it now.
            living.Adopt(new OpenIndex(generation, model, vectors));
            LogOpened(model.Name, count, time.GetElapsedTime(started).TotalSeconds);
        }
        catch
        {
            await refused.CancelAsync();
            await ((Task)filling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (model is not null)
            {
                await model.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Opens a generation beside what is open, with its own model whatever the settings name.</summary>
    /// <returns>Null when it was dropped meanwhile: opening its collection would make it anew, and nobody would remove it.</returns>
    /// <exception cref="ModelUnavailableException">The model is missing, or its files are others than the generation was made with.</exception>
    /// <exception cref="VectorIndexUnavailableException">The store cannot be reached.</exception>
    /// <exception cref="CatalogueUnavailableException">The catalogue cannot be read.</exception>
    public async Task<OpenIndex?> OpenAsync(Generation generation, CancellationToken cancellationToken)
    {
        if (!await LivesAsync(generation, cancellationToken))
        {
            return null;
        }

        // First of a store that may be away, since this is tried every few seconds then, and no model should be loaded for each.
        IVectorIndex? opened = store.OutlivesProcess ? await OpenCollectionAsync(generation, cancellationToken) : null;
        EmbeddingModel model = await models.LoadNamedAsync(generation.Model, cancellationToken);
        try
        {
            if (model.Fingerprint != generation.Fingerprint)
            {
                throw new ModelUnavailableException($"Generation {generation.Id} was made with the model {generation.Model} in another form than the one that is here; vectors of the two cannot be compared.");
            }

            return new OpenIndex(generation, model, opened ?? await OpenCollectionAsync(generation, cancellationToken));
        }
        catch
        {
            await model.DisposeAsync();
            throw;
        }
    }

    /// <summary>The collection of a generation, without its model.</summary>
    /// <exception cref="VectorIndexUnavailableException">The store cannot be reached.</exception>
    /// <exception cref="CatalogueUnavailableException">The catalogue cannot be read.</exception>
    public Task<IVectorIndex> OpenVectorsAsync(Generation generation, CancellationToken cancellationToken) => OpenCollectionAsync(generation, cancellationToken);

    /// <summary>Looks whether the collection is still the one that the catalogue believes to be full, and sees to its refilling when it is not. Cheap.</summary>
    /// <exception cref="VectorIndexUnavailableException">The store cannot be reached.</exception>
    /// <exception cref="CatalogueUnavailableException">The catalogue cannot be written.</exception>
    /// <returns>False when it had to be made anew.</returns>
    public async Task<bool> VerifyAsync(OpenIndex index, CancellationToken cancellationToken)
    {
        if (!store.OutlivesProcess)
        {
            return true;
        }

        OpenedCollection opened = await store.OpenAsync(CollectionOf(index.Generation), cancellationToken);
        if (opened.Fresh)
        {
            await FillAsync(index.Generation, opened.Index, cancellationToken);
        }

        return !opened.Fresh;
    }

    /// <summary>Lets tools of others find the collection that searches use under one name; nothing of ours asks for it.</summary>
    /// <exception cref="VectorIndexUnavailableException">The store cannot be reached.</exception>
    public Task AnnounceAsync(OpenIndex index, CancellationToken cancellationToken) => store.AnnounceAsync(index.Generation.Collection, PublicName, cancellationToken);

    internal static VectorCollection CollectionOf(Generation generation) => new(generation.Collection, generation.Dimension, generation.Epoch);

    /// <summary>
    /// The model of the active generation, though the settings still name that of another living one: whoever switched has decided since. A name that no living generation
    /// has is a mistake and ends as one.
    /// </summary>
    private async Task<EmbeddingModel> LoadAsync(Generation? active, CancellationToken cancellationToken)
    {
        if (active is null || models.Configured is not string named || named == active.Model
            || !(await generations.ListAsync(cancellationToken)).Any(record => !record.Active && record.Generation.Model == named))
        {
            return await models.LoadAsync(active?.Model, cancellationToken);
        }

        LogOutdatedSetting(named, active.Model);
        return await models.LoadNamedAsync(active.Model, cancellationToken);
    }

    /// <exception cref="ModelUnavailableException">The stored vectors are of another space.</exception>
    private async Task<Generation> AdoptGenerationAsync(EmbeddingModel model, CancellationToken cancellationToken)
    {
        Generation generation = await generations.EnsureActiveAsync(model.Name, model.Fingerprint, model.Dimension, cancellationToken);
        return generation.Fingerprint == model.Fingerprint
            ? generation
            : throw new ModelUnavailableException(
                $"The catalogue is indexed with the model {generation.Model}, and {model.Name} is configured in a form whose vectors cannot be compared with it. "
                + "Set Embedding:Model (and Embedding:Variant) back, or start with an empty data folder.");
    }

    private async Task<bool> LivesAsync(Generation generation, CancellationToken cancellationToken) =>
        (await generations.ListAsync(cancellationToken)).Any(record => record.Generation.Id == generation.Id);

    private async Task<IVectorIndex> OpenCollectionAsync(Generation generation, CancellationToken cancellationToken)
    {
        OpenedCollection opened = await store.OpenAsync(CollectionOf(generation), cancellationToken);
        if (opened.Fresh)
        {
            await FillAsync(generation, opened.Index, cancellationToken);
        }

        return opened.Index;
    }

    private async Task FillAsync(Generation generation, IVectorIndex vectors, CancellationToken cancellationToken)
    {
        if (store.OutlivesProcess)
        {
            // The loop writes it anew from stored embeddings, whichever worker comes to it. Not confirmed before the rows say so: a crash between the two does both again.
            if (await generations.ResetAsync(generation.Id, cancellationToken) > 0)
            {
                LogRefilling(generation.Collection);
            }
        }
        else
        {
            await vectors.FillAsync(StoredAsync(generation, cancellationToken), cancellationToken);
        }

        await store.ConfirmAsync(CollectionOf(generation), cancellationToken);
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

    [LoggerMessage(2, LogLevel.Warning, "The collection {Collection} holds nothing yet: it is written anew from stored embeddings")]
    private partial void LogRefilling(string collection);

    [LoggerMessage(3, LogLevel.Warning, "Embedding:Model still names {Named}, and searches were switched to {Active}: that one is used. Set Embedding:Model to auto, or the program will not start once the generation of {Named} is dropped")]
    private partial void LogOutdatedSetting(string named, string active);
}
