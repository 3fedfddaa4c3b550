using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using VisualSearch.ServiceDefaults;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.ServiceDefaults;

public sealed class HealthLogTests
{
    [Fact]
    public async Task A_check_that_is_well_again_without_a_word_is_told_in_a_whole_sentence()
    {
        FakeLoggerProvider log = new();
        bool well = false;
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Configuration["Logging:Files:Directory"] = string.Empty;
        builder.Configuration["Health:Period"] = "00:00:00.1";
        builder.AddServiceDefaults();
        builder.Services.AddHealthChecks().AddCheck("store", () => Volatile.Read(ref well) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("It is away"));
        await using WebApplication app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => Task.FromResult(Told()), told => told.Contains("Health of store became Unhealthy: It is away"));

        Volatile.Write(ref well, true);

        await Eventually.HoldsAsync(() => Task.FromResult(Told()), told => told.Contains("Health of store became Healthy"));

        string[] Told() => [.. log.Collector.GetSnapshot().Select(entry => entry.Message)];
    }
}
