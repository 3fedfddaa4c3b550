using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using VisualSearch.Api.Http;
using VisualSearch.ServiceDefaults.Health;

namespace VisualSearch.Api.Monitoring;

/// <summary>Puts the answers about health together from what the checks last found; waits for nothing but the index's own figures, and not long.</summary>
internal sealed partial class HealthReading(
    HealthBoard board,
    DiskSpace disk,
    IConfiguration configuration,
    IOptions<MonitoringOptions> options,
    TimeProvider time,
    ILogger<HealthReading> logger,
    ReadIndexFacts? readFacts = null)
{
    private readonly string _mode = RunMode.Of(configuration);
    private readonly DateTimeOffset _startedAt = new(Process.GetCurrentProcess().StartTime.ToUniversalTime());

    public HealthAnswer Read() => new(board.Readiness, ApiDocument.Version, _mode);

    public async Task<DetailedHealthAnswer> ReadDetailsAsync(CancellationToken cancellationToken)
    {
        IndexFacts? facts = await ReadFactsAsync(cancellationToken);
        return new DetailedHealthAnswer(
            board.Readiness,
            ApiDocument.Version,
            _mode,
            _startedAt,
            [.. board.Results.Select(result => new DependencyAnswer(result.Name, result.Status, Math.Round(result.Latency.TotalMilliseconds, 1), result.Detail, result.CheckedAt))],
            facts?.Model,
            facts?.Vectors,
            facts is null ? null : new QueueAnswer(facts.QueueLength, facts.Pending, facts.LagSeconds, facts.OldestPending?.TotalSeconds),
            ReadDisk());
    }

    private async Task<IndexFacts?> ReadFactsAsync(CancellationToken cancellationToken)
    {
        if (readFacts is null)
        {
            return null;
        }

        using CancellationTokenSource tooLate = new(options.Value.FactsTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(tooLate.Token, cancellationToken);
        try
        {
            return await readFacts(either.Token).WaitAsync(either.Token);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // The figures are gone with whatever they are read from, and the answer about that is what the caller came for. Whoever misses it tells of it once; this is asked often.
            Log.FactsWereNotRead(logger, failure.Message);
            return null;
        }
    }

    private DiskFacts? ReadDisk()
    {
        try
        {
            return disk.Read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Log.DiskWasNotRead(logger, failure);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "The index's figures were not read for the health answer: {Reason}")]
        public static partial void FactsWereNotRead(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Warning, "The data folder's disk was not read for the health answer")]
        public static partial void DiskWasNotRead(ILogger logger, Exception failure);
    }
}
