using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using OpenTelemetry.Exporter;
using Microsoft.Extensions.Options;
using VisualSearch.ServiceDefaults;
using VisualSearch.ServiceDefaults.Health;
using VisualSearch.ServiceDefaults.Telemetry;

namespace VisualSearch.Tests.ServiceDefaults;

public sealed class ServiceDefaultsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Probes_answer_in_every_environment(string environment)
    {
        await using WebApplication app = await StartAsync(environment: environment);
        await CheckedAsync(app, "self");
        using HttpClient client = app.GetTestClient();
        Assert.Equal("""{"status":"healthy","checks":{"self":"healthy"}}""", await client.GetStringAsync("/health", Cancelled));
        Assert.Equal("""{"status":"healthy"}""", await client.GetStringAsync("/alive", Cancelled));
        using HttpRequestMessage head = new(HttpMethod.Head, "/health");
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(head, Cancelled)).StatusCode);
    }

    [Fact]
    public async Task Metrics_are_text_for_a_scraper_that_takes_gzip_too()
    {
        await using WebApplication app = await StartAsync();
        using HttpClient client = app.GetTestClient();
        using HttpRequestMessage scrape = new(HttpMethod.Get, "/metrics");
        scrape.Headers.Add("Accept-Encoding", "gzip");

        using HttpResponseMessage answer = await client.SendAsync(scrape, Cancelled);

        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.StartsWith("# ", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_hangs_delays_no_probe_and_no_other_check_and_is_not_started_twice()
    {
        FakeTimeProvider time = new();
        TaskCompletionSource never = new();
        int runs = 0;
        await using WebApplication app = await StartAsync(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(time);
            builder.Services.AddHealthChecks()
                .AddAsyncCheck("store", async () =>
                {
                    Interlocked.Increment(ref runs);
                    await never.Task;
                    return HealthCheckResult.Healthy();
                });
        });
        await CheckedAsync(app, "self");
        using HttpClient client = app.GetTestClient();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health", Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/alive", Cancelled)).StatusCode);
        while (Volatile.Read(ref runs) == 0)
        {
            await Task.Yield();
        }

        time.Advance(TimeSpan.FromSeconds(3.1));
        CheckResult result = await CheckedAsync(app, "store");
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Equal("No answer within 3 s", result.Detail);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, Volatile.Read(ref runs));
        never.SetResult();
        while (Volatile.Read(ref runs) < 2)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
            Cancelled.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task A_check_that_throws_is_unhealthy_and_its_message_stays_inside()
    {
        FakeLoggerProvider log = new();
        await using WebApplication app = await StartAsync(builder =>
        {
            builder.Logging.AddProvider(log);
            builder.Services.AddHealthChecks().AddCheck("store", () => throw new InvalidOperationException("password=secret"));
        });
        CheckResult result = await CheckedAsync(app, "store");
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Equal("The check failed (InvalidOperationException)", result.Detail);
        while (!log.Collector.GetSnapshot().Any(entry => entry.Level == LogLevel.Warning && entry.Message.StartsWith("Health of store became Unhealthy", StringComparison.Ordinal)))
        {
            await Task.Yield();
            Cancelled.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task A_process_that_stops_is_no_longer_ready()
    {
        await using WebApplication app = await StartAsync();
        await CheckedAsync(app, "self");
        HealthBoard board = app.Services.GetRequiredService<HealthBoard>();
        Assert.Equal(HealthStatus.Healthy, board.Readiness);
        app.Lifetime.StopApplication();
        Assert.Equal(HealthStatus.Unhealthy, board.Readiness);
        Assert.Equal(HealthStatus.Healthy, board.Liveness);
    }

    [Fact]
    public void A_process_that_begins_is_alive_and_not_ready()
    {
        HealthBoard board = new();
        HashSet<string> live = [HealthBoard.LiveTag];
        board.Publish(new CheckResult("self", HealthStatus.Unhealthy, null, TimeSpan.Zero, null, live));
        Assert.Equal(HealthStatus.Healthy, board.Liveness);
        Assert.Equal(HealthStatus.Unhealthy, board.Readiness);
        board.Publish(new CheckResult("self", HealthStatus.Unhealthy, null, TimeSpan.Zero, DateTimeOffset.UnixEpoch, live));
        Assert.Equal(HealthStatus.Unhealthy, board.Liveness);
    }

    [Fact]
    public async Task Three_files_a_day_hold_the_app_the_errors_and_the_requests_without_what_was_asked()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("vs-logs-");
        try
        {
            WebApplication app = await StartAsync(settings: ("Logging:Files:Directory", folder.FullName));
            using (HttpClient client = app.GetTestClient())
            {
                app.MapGet("/api/v1/search", () => "x");
                await client.GetAsync("/api/v1/search?query=тайна", Cancelled);
                await client.GetAsync("/alive", Cancelled);
            }

            ILogger shop = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Shop");
            LogWords.Opened(shop);
            LogWords.Broke(shop);
            await app.DisposeAsync();
            string files = string.Join(' ', folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal));
            Assert.Matches(@"^access_\d{8}\.log app_\d{8}\.log errors_\d{8}\.log$", files);
            string access = Read("access_");
            Assert.Matches(@"GET /api/v1/search answered 200 in [\d.]+ ms", access);
            Assert.DoesNotContain("тайна", access + Read("app_"), StringComparison.Ordinal);
            Assert.DoesNotContain("/alive", access, StringComparison.Ordinal);
            Assert.Contains("The shop opened", Read("app_"), StringComparison.Ordinal);
            Assert.Contains("The shop broke", Read("app_"), StringComparison.Ordinal);
            Assert.DoesNotContain("answered", Read("app_"), StringComparison.Ordinal);
            Assert.DoesNotContain("The shop opened", Read("errors_"), StringComparison.Ordinal);
            Assert.Contains("The shop broke", Read("errors_"), StringComparison.Ordinal);

            string Read(string prefix) => File.ReadAllText(folder.GetFiles(prefix + "*").Single().FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_costs_a_warning_and_not_the_start()
    {
        string file = Path.GetTempFileName();
        try
        {
            FakeLoggerProvider log = new();
            await using WebApplication app = await StartAsync(builder => builder.Logging.AddProvider(log), settings: ("Logging:Files:Directory", Path.Combine(file, "logs")));
            Assert.Single(log.Collector.GetSnapshot(), entry => entry.Message.StartsWith("Log files are off", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_request_that_fails_is_logged_as_a_warning_with_its_status()
    {
        FakeLoggerProvider log = new();
        await using WebApplication app = await StartAsync(builder => builder.Logging.AddProvider(log));
        app.MapGet("/bug", string () => throw new InvalidOperationException());
        using HttpClient client = app.GetTestClient();
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetAsync("/bug", Cancelled));
        FakeLogRecord line = Assert.Single(log.Collector.GetSnapshot(), entry => entry.Category == "VisualSearch.Access");
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("GET /bug answered 500", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Levels_are_what_the_configuration_says_and_quiet_for_the_platform_where_it_says_nothing()
    {
        await using WebApplication quiet = await StartAsync(builder => builder.Logging.AddProvider(new FakeLoggerProvider()));
        ILoggerFactory loggers = quiet.Services.GetRequiredService<ILoggerFactory>();
        Assert.False(loggers.CreateLogger("Microsoft.AspNetCore.Hosting").IsEnabled(LogLevel.Information));
        Assert.True(loggers.CreateLogger("VisualSearch.Api").IsEnabled(LogLevel.Information));
        await using WebApplication loud = await StartAsync(builder => builder.Logging.AddProvider(new FakeLoggerProvider()), settings: ("Logging:LogLevel:Microsoft.AspNetCore", "Debug"));
        Assert.True(loud.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.AspNetCore.Hosting").IsEnabled(LogLevel.Debug));
    }

    [Theory]
    [InlineData("Health:Period", "00:00:00")]
    [InlineData("Logging:Files:KeepDays", "0")]
    public async Task A_setting_that_makes_no_sense_stops_the_start(string key, string value) =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(settings: (key, value)));

    [Fact]
    public void Completion_keeps_the_lines_of_a_family_together_and_shows_zero_only_where_nothing_was_measured()
    {
        MetricFamily[] declared =
        [
            new("a", MetricKind.Counter, "Copies.", MetricFamily.ByLabel("type", "x", "y"), CopyOf: "a_total"),
            new("b_total", MetricKind.Counter, "Counts.", MetricFamily.ByLabel("kind", "x", "y")),
            new("c_seconds", MetricKind.Histogram, "Times.", MetricFamily.Unlabelled),
        ];
        string completed = ExpositionCompletion.Complete(
            "# TYPE a_total counter\na_total{otel_scope_name=\"s\",type=\"x\"} 5 17\n# TYPE b_total counter\nb_total{kind=\"y\",otel_scope_name=\"s\"} 7\n# TYPE other gauge\nother{otel_scope_name=\"s\"} 1\n# EOF\n", declared);
        string[] lines = [.. completed.Split('\n').Where(line => !line.Contains("_bucket", StringComparison.Ordinal))];
        Assert.Equal(
            [
                "# TYPE a_total counter", "a_total{type=\"x\"} 5 17",
                "# TYPE b_total counter", "b_total{kind=\"y\"} 7", "b_total{kind=\"x\"} 0",
                "# TYPE other gauge", "other{otel_scope_name=\"s\"} 1",
                "# TYPE a counter", "# HELP a Copies.", "a{type=\"x\"} 5 17", "a{type=\"y\"} 0",
                "# TYPE c_seconds histogram", "# HELP c_seconds Times.", "c_seconds_sum 0", "c_seconds_count 0", string.Empty,
            ],
            lines);
        Assert.Contains("c_seconds_bucket{le=\"+Inf\"} 0\n", completed, StringComparison.Ordinal);
        Assert.Equal(completed, ExpositionCompletion.Complete(completed, declared[1..]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("http://127.0.0.1:9")]
    public async Task Telemetry_is_exported_only_where_an_endpoint_is_set(string? endpoint)
    {
        await using WebApplication app = await StartAsync(settings: ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint));
        bool exports = app.Services.GetServices<IConfigureOptions<OtlpExporterOptions>>().Any()
            || app.Services.GetServices<ILoggerProvider>().Any(provider => provider.GetType().Name == "OpenTelemetryLoggerProvider");
        Assert.Equal(endpoint is not null, exports);
    }

    private static async Task<WebApplication> StartAsync(Action<WebApplicationBuilder>? configure = null, string environment = "Production", params (string Key, string? Value)[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration["Logging:Files:Directory"] = string.Empty;
        foreach ((string key, string? value) in settings)
        {
            builder.Configuration[key] = value;
        }

        configure?.Invoke(builder);
        builder.AddServiceDefaults();
        WebApplication app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync(Cancelled);
        return app;
    }

    private static async Task<CheckResult> CheckedAsync(WebApplication app, string name)
    {
        HealthBoard board = app.Services.GetRequiredService<HealthBoard>();
        while (true)
        {
            CheckResult result = board.Results.Single(result => result.Name == name);
            if (result.CheckedAt is not null)
            {
                return result;
            }

            await Task.Yield();
            Cancelled.ThrowIfCancellationRequested();
        }
    }
}

internal static partial class LogWords
{
    [LoggerMessage(1, LogLevel.Information, "The shop opened")]
    public static partial void Opened(ILogger logger);

    [LoggerMessage(2, LogLevel.Error, "The shop broke")]
    public static partial void Broke(ILogger logger);
}
