using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>What was searched and clicked. Written behind the answer, in batches; bounded: under pressure entries are dropped and counted, a search is never slowed. Thread-safe.</summary>
public sealed class SearchLog : IDisposable
{
    private const int BatchSize = 500;

    private readonly CatalogueDatabase _database;
    private readonly CatalogueMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly bool _keeps;
    private readonly Channel<SearchLogEntry> _waiting;
    private readonly List<SearchLogEntry> _batch = new(BatchSize);
    private readonly SemaphoreSlim _flushing = new(1, 1);

    internal SearchLog(CatalogueDatabase database, CatalogueMetrics metrics, TimeProvider time, IOptions<CatalogueOptions> options)
    {
        _database = database;
        _metrics = metrics;
        _time = time;
        _keeps = options.Value.SearchLog;
        _waiting = Channel.CreateBounded<SearchLogEntry>(options.Value.SearchLogCapacity);
    }

    /// <summary>Queues one entry, unless the log is switched off; never waits, never throws.</summary>
    public void Record(SearchLogEntry entry)
    {
        if (_keeps && !_waiting.Writer.TryWrite(entry))
        {
            _metrics.DroppedSearches(1);
        }
    }

    /// <summary>Notes a click; false when the search is not known (or forgotten). Finds searches that wait to be written, too.</summary>
    /// <exception cref="CatalogueUnavailableException">The click was not noted.</exception>
    public async Task<bool> ClickAsync(string searchId, ProductId product, int position, CancellationToken cancellationToken)
    {
        if (await NoteAsync(searchId, product, position, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        // Whoever wrote it: the writer in the background may have taken it just before this flush had its turn.
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        return await NoteAsync(searchId, product, position, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Completes when an entry waits.</summary>
    internal ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _waiting.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Writes all that waits; returns how many entries that were. What cannot be written stays and is tried again.</summary>
    /// <exception cref="CatalogueUnavailableException">At least one batch was not written.</exception>
    internal async Task<int> FlushAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            int written = 0;
            while (true)
            {
                while (_batch.Count < BatchSize && _waiting.Reader.TryRead(out SearchLogEntry? entry))
                {
                    _batch.Add(entry);
                }

                if (_batch.Count == 0)
                {
                    return written;
                }

                await SaveAsync(cancellationToken).ConfigureAwait(false);
                written += _batch.Count;
                _batch.Clear();
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    public void Dispose() => _flushing.Dispose();

    private Task<bool> SaveAsync(CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            await context.AddSearchesAsync(_batch, token).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    private Task<bool> NoteAsync(string searchId, ProductId product, int position, CancellationToken cancellationToken) => _database.WriteAsync(
        async (context, token) =>
        {
            if (!await context.SearchLog.AnyAsync(s => s.SearchId == searchId, token).ConfigureAwait(false))
            {
                return false;
            }

            context.Clicks.Add(new ClickRow { SearchId = searchId, ProductId = product.Value, Position = position, At = _time.GetUtcNow().UtcTicks });
            await context.SaveChangesAsync(token).ConfigureAwait(false);
            return true;
        },
        cancellationToken);
}

/// <param name="SearchId">A ULID.</param>
/// <param name="Kind"><c>image</c>, <c>text</c> or <c>similar</c>.</param>
/// <param name="Text">The words, for a search by text.</param>
/// <param name="Results">Product ids in the order shown.</param>
public sealed record SearchLogEntry(string SearchId, DateTimeOffset At, string Kind, string? Text, string Model, int DurationMs, IReadOnlyList<ProductId> Results)
{
    /// <summary>Results left out before the first shown; more than 0 for any page but the first.</summary>
    public int Skipped { get; init; }
}
