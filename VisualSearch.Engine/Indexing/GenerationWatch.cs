using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine.Indexing;

/// <summary>
/// Keeps this process with the generations that the catalogue names: opens a new one, adopts the one that was switched to (its model is loaded before), lets go of one
/// that was dropped, and notices a collection that was lost. Where the catalogue, the store or the model is away, it goes on with what is open and tries again.
/// </summary>
/// <param name="heartbeat">There when this process indexes; one that only searches opens the active generation alone.</param>
internal sealed partial class GenerationWatch(
    CatalogueStartup catalogue,
    Generations generations,
    IndexOutbox outbox,
    IndexOpening opening,
    LivingIndexes living,
    IndexWorker worker,
    IVectorStore store,
    GenerationMetrics metrics,
    VectorsMetrics vectors,
    TimeProvider time,
    IOptions<IndexingOptions> options,
    ILogger<GenerationWatch> logger,
    IndexingHeartbeat? heartbeat = null) : BackgroundService, IHostedLifecycleService
{
    /// <summary>How long a model stays loaded after its index was taken out: searches that began with it end with it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan QuickStart = TimeSpan.FromSeconds(10);

    /// <summary>Between counts of vectors that others write and remove too: for alerts that look back over minutes. At 100 million a count takes a while.</summary>
    private static readonly TimeSpan CountEvery = TimeSpan.FromMinutes(1);

    private readonly List<(OpenIndex Index, long Since)> _retired = [];
    private string? _trouble;
    private long? _announced;
    private string? _unannounced;
    private Task? _preparing;
    private bool _prepared;
    private long? _counted;

    /// <summary>Makes the schema before anybody asks for it, if that is quick; a server that is away, or a long migration, does not keep the host from starting.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (living.ActiveOrNull is not null)
        {
            return;
        }

        _preparing = catalogue.PrepareAsync(CancellationToken.None);
        await _preparing.WaitAsync(QuickStart, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After everything else stopped: nothing embeds any more.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        foreach (OpenIndex index in living.All.Concat(_retired.Select(retired => retired.Index)))
        {
            await index.Model.DisposeAsync();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                if (_trouble is not null)
                {
                    _trouble = null;
                    LogOver();
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Whatever it is: searches depend on this, and an exception of a background service stops the host.
                Report(failure);
            }

            await Task.Delay(options.Value.GenerationPoll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (living.ActiveOrNull is null)
        {
            if (!_prepared)
            {
                Task preparing = _preparing ?? catalogue.PrepareAsync(cancellationToken);
                _preparing = null;
                await preparing.WaitAsync(cancellationToken);
                _prepared = true;
            }

            await opening.OpenActiveAsync(cancellationToken);
            await TakeOverAsync(living.Active, cancellationToken);
        }

        IReadOnlyList<GenerationRecord> recorded = await generations.ListAsync(cancellationToken);
        Exception? first = null;
        foreach (GenerationRecord record in recorded.Where(record => record.Active || heartbeat is not null).OrderByDescending(record => record.Active))
        {
            try
            {
                await KeepUpAsync(record, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                // Of the others each has its own model and collection, and does not go without for the sake of this one.
                first ??= failure;
            }
        }

        await LetGoAsync(recorded);
        await CountAsync(cancellationToken);
        if (first is not null)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }

    /// <summary>The gauge of vectors would otherwise stand where the last search or write of this process left it.</summary>
    private async Task CountAsync(CancellationToken cancellationToken)
    {
        if (!store.OutlivesProcess || (_counted is long counted && time.GetElapsedTime(counted) < CountEvery))
        {
            return;
        }

        _counted = time.GetTimestamp();
        foreach (OpenIndex index in living.All)
        {
            try
            {
                await index.Vectors.CountAsync(cancellationToken);
            }
            catch (VectorIndexUnavailableException)
            {
                // Told by whoever looked for the collection just before.
            }
        }
    }

    private async Task LetGoAsync(IReadOnlyList<GenerationRecord> recorded)
    {
        foreach (OpenIndex gone in living.Remove(index => heartbeat is null || !recorded.Any(record => record.Generation.Id == index.Generation.Id)))
        {
            _retired.Add((gone, time.GetTimestamp()));
            metrics.Gone(gone.Generation);
            vectors.Dropped(gone.Generation.Collection);
        }

        foreach ((OpenIndex Index, long Since) retired in _retired.Where(retired => time.GetElapsedTime(retired.Since) >= Grace).ToArray())
        {
            _retired.Remove(retired);
            await retired.Index.Model.DisposeAsync();
        }
    }

    private async Task KeepUpAsync(GenerationRecord record, CancellationToken cancellationToken)
    {
        OpenIndex? open = living.All.FirstOrDefault(index => index.Generation.Id == record.Generation.Id);
        if (open is null)
        {
            open = await opening.OpenAsync(record.Generation, cancellationToken);
            if (open is null)
            {
                return;
            }

            living.Add(open);
            await TakeOverAsync(open, cancellationToken);
            LogOpened(record.Generation.Id, open.Model.Name);
        }
        else
        {
            _announced = await opening.VerifyAsync(open, cancellationToken) ? _announced : null;
        }

        if (record.Active && living.ActiveOrNull?.Generation.Id != record.Generation.Id)
        {
            living.Adopt(open);
            LogAdopted(record.Generation.Id, open.Model.Name);
        }

        if (record.Active && _announced != record.Generation.Id)
        {
            await AnnounceAsync(open, cancellationToken);
        }
    }

    /// <summary>As far as the store lets it: nothing of ours reads that.</summary>
    private async Task AnnounceAsync(OpenIndex index, CancellationToken cancellationToken)
    {
        try
        {
            await opening.AnnounceAsync(index, cancellationToken);
            _announced = index.Generation.Id;
            _unannounced = null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Once for each reason: it is tried again every few seconds.
            if (_unannounced != failure.Message)
            {
                _unannounced = failure.Message;
                LogUnannounced(failure.Message);
            }
        }
    }

    /// <summary>A worker that comes back under its name ends what it had claimed before it died.</summary>
    private async Task TakeOverAsync(OpenIndex index, CancellationToken cancellationToken)
    {
        if (heartbeat is not null && worker.IsStable)
        {
            await outbox.EndClaimsAsync(index.Generation.Id, worker.Name, cancellationToken);
        }
    }

    private void Report(Exception failure)
    {
        // Once for each trouble: it is tried again every few seconds.
        if (_trouble != failure.Message)
        {
            _trouble = failure.Message;
            if (failure is CatalogueUnavailableException or VectorIndexUnavailableException)
            {
                LogAway(failure.Message);
            }
            else if (failure is VectorStoreRefusedException or ModelUnavailableException)
            {
                LogRefused(failure.Message);
            }
            else
            {
                LogFailed(failure);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Opened generation {Generation} with the model {Model}")]
    private partial void LogOpened(long generation, string model);

    [LoggerMessage(2, LogLevel.Information, "Searches use generation {Generation} with the model {Model} from now on")]
    private partial void LogAdopted(long generation, string model);

    [LoggerMessage(3, LogLevel.Warning, "Waiting for a store, asking again every few seconds: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(4, LogLevel.Error, "The index cannot be opened; once this is mended it opens by itself: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(6, LogLevel.Error, "What generations there are could not be followed; it is tried again every few seconds")]
    private partial void LogFailed(Exception failure);

    [LoggerMessage(7, LogLevel.Warning, "The collection could not be named for tools of others; searches do not need it: {Reason}")]
    private partial void LogUnannounced(string reason);

    [LoggerMessage(5, LogLevel.Information, "All stores answer")]
    private partial void LogOver();
}
