using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace VisualSearch.ServiceDefaults.Health;

/// <summary>
/// Runs each check in a loop of its own, so that one that hangs delays no other and no probe. A check that outlives its time-out is not
/// started again until it has ended.
/// </summary>
internal sealed partial class HealthLoop(
    IServiceScopeFactory scopes,
    IOptions<HealthCheckServiceOptions> checks,
    IOptions<HealthOptions> options,
    HealthBoard board,
    HealthMetrics metrics,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<HealthLoop> logger) : BackgroundService
{
    private static readonly TimeSpan NeverRan = TimeSpan.Zero;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (HealthCheckRegistration check in checks.Value.Registrations)
        {
            board.Publish(new CheckResult(check.Name, HealthStatus.Unhealthy, "Not checked yet", NeverRan, null, TagsOf(check)));
        }

        metrics.Watch(board);
        lifetime.ApplicationStopping.Register(board.Stop);
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(checks.Value.Registrations.Select(check => RepeatAsync(check, stoppingToken)));

    private async Task RepeatAsync(HealthCheckRegistration check, CancellationToken stoppingToken)
    {
        HealthStatus? before = null;
        try
        {
            while (true)
            {
                long started = time.GetTimestamp();
                TimeSpan timeout = check.Timeout > TimeSpan.Zero ? check.Timeout : options.Value.Timeout;
                using CancellationTokenSource tooLate = new(timeout, time);
                using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, tooLate.Token);
                Task<HealthCheckResult> run = Task.Run(() => RunAsync(check, either.Token), stoppingToken);
                HealthCheckResult result;
                try
                {
                    result = await run.WaitAsync(either.Token);
                }
                catch (OperationCanceledException) when (tooLate.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
                {
                    result = new HealthCheckResult(check.FailureStatus, $"No answer within {timeout.TotalSeconds:0.###} s");
                }

                board.Publish(new CheckResult(check.Name, result.Status, result.Description, time.GetElapsedTime(started), time.GetUtcNow(), TagsOf(check)));
                Report(check.Name, before, result);
                before = result.Status;
                await ((Task)run).WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await Task.Delay(check.Period ?? options.Value.Period, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Log.Stopped(logger, check.Name);
        }
    }

    private async Task<HealthCheckResult> RunAsync(HealthCheckRegistration check, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        try
        {
            IHealthCheck instance = check.Factory(scope.ServiceProvider);
            return await instance.CheckHealthAsync(new HealthCheckContext { Registration = check }, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever a check throws means only that its dependency is not well; the message may hold addresses, so it goes to the log.
            Log.CheckThrew(logger, check.Name, failure);
            return new HealthCheckResult(check.FailureStatus, $"The check failed ({failure.GetType().Name})");
        }
    }

    private void Report(string name, HealthStatus? before, HealthCheckResult result)
    {
        if (before == result.Status || (before is null && result.Status == HealthStatus.Healthy))
        {
            return;
        }

        LogLevel level = result.Status == HealthStatus.Healthy ? LogLevel.Information : LogLevel.Warning;
        if (string.IsNullOrEmpty(result.Description))
        {
            Log.StatusChanged(logger, level, name, result.Status);
        }
        else
        {
            Log.StatusChangedBecause(logger, level, name, result.Status, result.Description);
        }
    }

    private static HashSet<string> TagsOf(HealthCheckRegistration check) => new(check.Tags, StringComparer.Ordinal);

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Message = "Health of {Check} became {Status}: {Detail}")]
        public static partial void StatusChangedBecause(ILogger logger, LogLevel level, string check, HealthStatus status, string detail);

        [LoggerMessage(EventId = 4, Message = "Health of {Check} became {Status}")]
        public static partial void StatusChanged(ILogger logger, LogLevel level, string check, HealthStatus status);

        [LoggerMessage(2, LogLevel.Debug, "Health check {Check} threw")]
        public static partial void CheckThrew(ILogger logger, string check, Exception failure);

        [LoggerMessage(3, LogLevel.Debug, "Health check {Check} stopped")]
        public static partial void Stopped(ILogger logger, string check);
    }
}
