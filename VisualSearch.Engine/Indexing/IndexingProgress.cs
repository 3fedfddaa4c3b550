using Microsoft.Extensions.Logging;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Indexing;

/// <summary>The line that moves while much is to be indexed: how much is done, how fast, how long it will take.</summary>
internal sealed partial class IndexingProgress(IndexOutbox outbox, TimeProvider time, ILogger<IndexingProgress> logger)
{
    /// <summary>Between lines.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Fewer products than this are everyday changes and get no line of their own.</summary>
    private const long Noteworthy = 20;

    private readonly Lock _gate = new();
    private long _runStarted;
    private long _lastLine;
    private long _products;
    private long _pictures;

    /// <summary>Counts a batch, and now and then says how far the run is.</summary>
    public async Task BatchDoneAsync(long generation, int batchProducts, int batchPictures, CancellationToken cancellationToken)
    {
        if (!Count(batchProducts, batchPictures))
        {
            return;
        }

        IndexLag lag = await outbox.LagAsync(generation, cancellationToken);
        (long done, double seconds) = Run();
        double rate = done / seconds;
        LogProgress(done, lag.Pending, rate, lag.Pending / rate);
    }

    /// <summary>Nothing is left to do: ends the run.</summary>
    public void CaughtUp()
    {
        lock (_gate)
        {
            if (_products >= Noteworthy)
            {
                LogCaughtUp(_products, _pictures, time.GetElapsedTime(_runStarted).TotalSeconds);
            }

            _products = _pictures = 0;
        }
    }

    private bool Count(int batchProducts, int batchPictures)
    {
        lock (_gate)
        {
            if (_products == 0)
            {
                _runStarted = _lastLine = time.GetTimestamp();
            }

            _products += batchProducts;
            _pictures += batchPictures;
            if (_products == 0 || time.GetElapsedTime(_lastLine) < Interval)
            {
                return false;
            }

            _lastLine = time.GetTimestamp();
            return true;
        }
    }

    private (long Products, double Seconds) Run()
    {
        lock (_gate)
        {
            return (Math.Max(_products, 1), Math.Max(time.GetElapsedTime(_runStarted).TotalSeconds, 0.001));
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Indexing: {Products} products done, {Pending} to go, {Rate:F0} a second, about {SecondsLeft:F0} s left")]
    private partial void LogProgress(long products, long pending, double rate, double secondsLeft);

    [LoggerMessage(2, LogLevel.Information, "The index is up to date: {Products} products with {Pictures} new pictures in {Seconds:F1} s")]
    private partial void LogCaughtUp(long products, long pictures, double seconds);
}
