using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisualSearch.Engine.Indexing.Health;

/// <summary>Whether the index queue answers. Without it changes wait for the sweeper, and searches are answered.</summary>
internal sealed class QueueHealth(IIndexQueue queue) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            IndexQueueFacts facts = await queue.InspectAsync(cancellationToken);
            string age = facts.OldestAge is TimeSpan oldest ? $", the oldest for {oldest.TotalSeconds:F0} s" : string.Empty;
            return HealthCheckResult.Healthy($"{facts.Waiting} wake-ups wait and {facts.Taken} are being worked on{age}");
        }
        catch (IndexQueueUnavailableException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The queue does not answer; changes are indexed when the sweeper finds them");
        }
    }
}
