using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VisualSearch.Engine.Catalogue.Events;

namespace VisualSearch.Api.Webhooks;

/// <summary>Whether events can be taken in, and how those did that were.</summary>
internal static class GetWebhookHealth
{
    public static async Task<Ok<WebhookHealthAnswer>> HandleAsync(SignatureCheck signatures, EventInbox inbox, CancellationToken cancellationToken)
    {
        EventSummary summary = await inbox.SummariseAsync(cancellationToken);
        HealthStatus status = signatures.HasSecret && summary.Failed == 0 ? HealthStatus.Healthy : HealthStatus.Degraded;
        return TypedResults.Ok(new WebhookHealthAnswer(status, signatures.HasSecret, summary.LastReceivedAt, summary.Pending, summary.Failed));
    }
}

/// <summary><c>degraded</c> without a secret, or while events have failed; 503 when the catalogue cannot be asked.</summary>
/// <param name="LastEventAt">When the newest event was received; null while none is kept.</param>
/// <param name="Pending">Events about pictures of products that are not known yet.</param>
/// <param name="Failed">Events that could not be applied by a mistake of ours; a replay tries them again.</param>
internal sealed record WebhookHealthAnswer(HealthStatus Status, bool SecretConfigured, DateTimeOffset? LastEventAt, int Pending, int Failed);
