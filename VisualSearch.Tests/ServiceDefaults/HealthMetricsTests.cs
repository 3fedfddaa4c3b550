using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using VisualSearch.ServiceDefaults;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.ServiceDefaults;

public sealed class HealthMetricsTests
{
    private const string Metric = "visual_search_health_status";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scrape_has_what_each_check_last_found()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration["Logging:Files:Directory"] = string.Empty;
        builder.AddServiceDefaults();
        builder.Services.AddHealthChecks()
            .AddCheck("queue", () => HealthCheckResult.Degraded())
            .AddCheck("vectors", () => HealthCheckResult.Unhealthy());
        await using WebApplication app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync(Cancelled);
        using HttpClient client = app.GetTestClient();

        string scrape = await Eventually.HoldsAsync(() => client.GetStringAsync("/metrics", Cancelled), text => Prometheus.Sum(text, Metric) == 1.5);

        Assert.Equal(1, Prometheus.Sum(scrape, Metric, "check=\"self\""));
        Assert.Equal(0.5, Prometheus.Sum(scrape, Metric, "check=\"queue\""));
        Assert.Contains("check=\"vectors\"} 0\n", scrape, StringComparison.Ordinal);
    }
}
