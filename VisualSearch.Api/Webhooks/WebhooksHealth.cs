using Microsoft.Extensions.Diagnostics.HealthChecks;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Catalogue.Events;

namespace VisualSearch.Api.Webhooks;

/// <summary>Whether events failed that were received. Without a secret none are, which an installation may want.</summary>
internal sealed class WebhooksHealth(SignatureCheck signatures, EventInbox inbox) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        EventSummary summary;
        try
        {
            summary = await inbox.SummariseAsync(cancellationToken);
        }
        catch (CatalogueUnavailableException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "Events are answered with 503 while the catalogue is away");
        }

        if (summary.Failed > 0)
        {
            return HealthCheckResult.Degraded($"{summary.Failed} events could not be applied; the inbox says why, and a replay tries them again");
        }

        string pending = summary.Pending > 0 ? $", {summary.Pending} wait for their product" : string.Empty;
        return HealthCheckResult.Healthy((signatures.HasSecret ? "Events are received" : "No secret is configured, so no event is received") + pending);
    }
}
