using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue.Events;

/// <summary>Events about pictures that came before their product. What they said waits in the product's row; here is only what they are called.</summary>
internal static class PendingEvents
{
    /// <summary>The product has come: its pending events are applied now.</summary>
    public static Task SettleAsync(CatalogueContext context, ProductRow product, CancellationToken cancellationToken) => product.ExternalId is not { } externalId
        ? Task.CompletedTask
        : context.WebhookEvents
            .Where(e => e.ExternalId == externalId && e.Status == WebhookEventStatus.Pending)
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.Status, WebhookEventStatus.Applied), cancellationToken);
}
