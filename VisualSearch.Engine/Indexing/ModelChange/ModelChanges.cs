using Microsoft.Extensions.Logging;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine.Indexing.ModelChange;

/// <summary>
/// Changes the model of a shop while it is searched: a generation is filled beside the active one, switched to, gone back from and dropped. The rows of the catalogue are
/// all there is to it, so whatever is broken off goes on with them; processes follow within their <see cref="IndexingOptions.GenerationPoll"/>. Thread-safe.
/// </summary>
/// <remarks>Every call may throw <see cref="CatalogueUnavailableException"/>.</remarks>
public sealed partial class ModelChanges(Generations generations, GenerationChanges changes, ModelLibrary models, LivingIndexes living, IVectorStore store, ILogger<ModelChanges> logger)
{
    /// <summary>Every living generation, oldest first.</summary>
    public async Task<IReadOnlyList<GenerationState>> ListAsync(CancellationToken cancellationToken)
    {
        List<GenerationState> states = [];
        foreach (GenerationRecord record in await generations.ListAsync(cancellationToken))
        {
            // Null for one that was dropped since.
            if (await changes.ProgressAsync(record.Generation.Id, cancellationToken) is { } progress)
            {
                states.Add(new GenerationState(record, progress, await CountAsync(record.Generation, cancellationToken)));
            }
        }

        return states;
    }

    /// <summary>Begins to fill a generation of the model. It takes in the whole catalogue behind the changes that searches wait for, and every change from now on.</summary>
    /// <returns>Done, ModelUnavailable or Exists.</returns>
    public async Task<GenerationResult> StartAsync(string model, CancellationToken cancellationToken)
    {
        ModelSpace space;
        try
        {
            space = await models.IdentifyAsync(model, cancellationToken);
        }
        catch (ModelUnavailableException missing)
        {
            return new GenerationResult(GenerationOutcome.ModelUnavailable, Detail: missing.Message);
        }

        GenerationResult result = await changes.AddAsync(space.Name, space.Fingerprint, space.Dimension, cancellationToken);
        if (result.Outcome == GenerationOutcome.Done)
        {
            LogStarted(result.Generation!.Id, model);
        }

        return result;
    }

    /// <summary>Has searches use the generation: one row, which every process adopts once it has loaded the model.</summary>
    /// <param name="force">Though it has not taken in everything, or its model is not present here.</param>
    /// <returns>Done, AlreadyActive, NotFound, Incomplete or ModelUnavailable.</returns>
    public async Task<GenerationResult> SwitchAsync(long generation, bool force, CancellationToken cancellationToken)
    {
        if (!force && (await generations.ListAsync(cancellationToken)).FirstOrDefault(record => record.Generation.Id == generation) is { } wanted && await FaultOfAsync(wanted.Generation, cancellationToken) is { } fault)
        {
            return new GenerationResult(GenerationOutcome.ModelUnavailable, wanted.Generation, Detail: fault);
        }

        GenerationResult result = await changes.SwitchAsync(generation, force, cancellationToken);
        if (result.Outcome == GenerationOutcome.Done)
        {
            LogSwitched(generation, result.Generation!.Model);
        }

        return result;
    }

    /// <summary>Has searches use the living generation that was made last before the active one.</summary>
    /// <returns>Done or NothingBefore.</returns>
    public async Task<GenerationResult> RollBackAsync(CancellationToken cancellationToken)
    {
        GenerationResult result = await changes.RollBackAsync(cancellationToken);
        if (result.Outcome == GenerationOutcome.Done)
        {
            LogSwitched(result.Generation!.Id, result.Generation.Model);
        }

        return result;
    }

    /// <summary>Removes a generation that searches do not use: its outbox, the embeddings of its model, then its collection. Coming back to the model means embedding everything again.</summary>
    /// <returns>Done, NotFound or InUse.</returns>
    /// <exception cref="VectorIndexUnavailableException">The generation is gone and its collection is left; a reconciliation reports it.</exception>
    public async Task<GenerationResult> DropAsync(long generation, CancellationToken cancellationToken)
    {
        GenerationResult result = await changes.RemoveAsync(generation, cancellationToken);
        if (result.Outcome == GenerationOutcome.Done)
        {
            await store.DropAsync(result.Generation!.Collection, cancellationToken);
            LogDropped(generation, result.Generation.Model);
        }

        return result;
    }

    private async Task<string?> FaultOfAsync(Generation generation, CancellationToken cancellationToken)
    {
        try
        {
            return (await models.IdentifyAsync(generation.Model, cancellationToken)).Fingerprint == generation.Fingerprint
                ? null
                : $"The files of the model {generation.Model} here are others than the generation was made with.";
        }
        catch (ModelUnavailableException missing)
        {
            return missing.Message;
        }
    }

    private async Task<long?> CountAsync(Generation generation, CancellationToken cancellationToken)
    {
        try
        {
            if (living.All.FirstOrDefault(index => index.Generation.Id == generation.Id) is { } open)
            {
                return await open.Vectors.CountAsync(cancellationToken);
            }

            // Opening makes what is not there, which is not for someone who only looks.
            return (await store.ListAsync(generation.Collection, cancellationToken)).Contains(generation.Collection)
                ? await (await store.OpenAsync(IndexOpening.CollectionOf(generation), cancellationToken)).Index.CountAsync(cancellationToken)
                : null;
        }
        catch (VectorIndexUnavailableException)
        {
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Generation {Generation} was started for the model {Model}")]
    private partial void LogStarted(long generation, string model);

    [LoggerMessage(2, LogLevel.Information, "The catalogue was switched to generation {Generation} with the model {Model}; every process follows once it has loaded it")]
    private partial void LogSwitched(long generation, string model);

    [LoggerMessage(3, LogLevel.Information, "Generation {Generation} of the model {Model} was dropped")]
    private partial void LogDropped(long generation, string model);
}
