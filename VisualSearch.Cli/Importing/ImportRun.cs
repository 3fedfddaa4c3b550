using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using VisualSearch.Cli.Importing.Reading;
using VisualSearch.Cli.Importing.Writing;

namespace VisualSearch.Cli.Importing;

/// <summary>
/// One pass over the rows: several at once, those of one product one after the other. However it ends, rows that were begun are finished, and the place that is
/// kept is one up to which everything is done.
/// </summary>
internal sealed class ImportRun(RowSource source, RowReader reader, IProductSink sink, FinishedRows finished, RefusedRows refused, ImportSettings settings, Action<Tally, string?> keepPlace) : IDisposable
{
    private static readonly TimeSpan KeepEvery = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _places = new(settings.Jobs);
    private readonly ConcurrentDictionary<string, Task> _inFlight = new(StringComparer.Ordinal);
    private readonly HashSet<UInt128> _seen = [];
    private readonly Lock _keeping = new();
    private readonly long _refusedBefore = finished.All.Refused;
    private long _kept = TimeProvider.System.GetTimestamp();
    private Exception? _failure;

    /// <summary>Rows whose external id came before; the later row is the one that stays.</summary>
    public long Repeated { get; private set; }

    /// <exception cref="OperationCanceledException">Ctrl-C.</exception>
    /// <exception cref="CommandFailedException">The file cannot be read on, the target cannot take more, or too many rows were refused.</exception>
    /// <exception cref="Targets.ApiProblemException">The server cannot take more.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        long done = finished.Mark.Tally.Rows;
        try
        {
            await foreach (SourceRow raw in source.ReadAsync(cancellationToken))
            {
                await TakeAsync(raw, done, cancellationToken);
            }
        }
        finally
        {
            await DrainAsync();
            Keep();
        }

        ThrowOnFailure();
    }

    public void Dispose() => _places.Dispose();

    private async Task TakeAsync(SourceRow raw, long done, CancellationToken cancellationToken)
    {
        ThrowOnFailure();
        (ImportRow? row, string? reason) = reader.Read(raw);
        if (row is not null && !_seen.Add(KeyOf(row.ExternalId)) && raw.Number > done)
        {
            Repeated++;
        }

        if (raw.Number <= done)
        {
            return;
        }

        if (row is null)
        {
            Finish(raw.Number, raw.Line, null, SinkResult.Refused(reason!));
            return;
        }

        if (_inFlight.TryGetValue(row.ExternalId, out Task? earlier))
        {
            await earlier;
        }

        await _places.WaitAsync(cancellationToken);
        TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _inFlight[row.ExternalId] = written.Task;
        _ = Task.Run(() => WriteAsync(row, written), CancellationToken.None);
    }

    private async Task WriteAsync(ImportRow row, TaskCompletionSource written)
    {
        try
        {
            // A row that was begun is finished: half a product would be worse than a moment's wait.
            Finish(row.Number, row.Line, row.ExternalId, await sink.WriteAsync(row, CancellationToken.None));
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
        }
        finally
        {
            _inFlight.TryRemove(row.ExternalId, out _);
            written.SetResult();
            _places.Release();
        }
    }

    private void Finish(long number, long line, string? externalId, SinkResult result)
    {
        if (result.Outcome == RowOutcome.Refused)
        {
            refused.Add(number, line, externalId, result.Reason!);
        }

        finished.Finish(number, externalId, result);
        if (TimeProvider.System.GetElapsedTime(Interlocked.Read(ref _kept)) >= KeepEvery)
        {
            Keep();
        }
    }

    private void Keep()
    {
        lock (_keeping)
        {
            (Tally tally, string? lastId) = finished.Mark;
            keepPlace(tally, lastId);
            Interlocked.Exchange(ref _kept, TimeProvider.System.GetTimestamp());
        }
    }

    private async Task DrainAsync()
    {
        for (int place = 0; place < settings.Jobs; place++)
        {
            await _places.WaitAsync(CancellationToken.None);
        }
    }

    private void ThrowOnFailure()
    {
        if (_failure is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        if (settings.MaxErrors is { } most && finished.All.Refused - _refusedBefore > most)
        {
            throw new CommandFailedException(ExitCode.Failed, $"More than {most} rows were refused; the import was stopped.");
        }
    }

    /// <summary>Enough of a hash to tell ids apart in 16 bytes each, however long they are.</summary>
    private static UInt128 KeyOf(string externalId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(externalId), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
