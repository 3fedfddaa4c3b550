using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisualSearch.Api.Webhooks;

/// <summary>Registers what receives the marketplace's events.</summary>
internal static class WebhooksRegistration
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SignatureCheck>();
        services.AddSingleton<ReceiveEvent>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton(WebhookMetrics.Family);
        services.Configure<RateLimiterOptions>(limiter => limiter.AddPolicy<string, SourceRateLimit>(SourceRateLimit.Policy));
        services.AddHealthChecks().AddCheck<WebhooksHealth>("webhooks", HealthStatus.Degraded);
        return services;
    }
}
