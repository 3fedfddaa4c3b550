using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VisualSearch.Api.Http;
using VisualSearch.Api.Monitoring;
using VisualSearch.ServiceDefaults;
using VisualSearch.ServiceDefaults.Health;
using VisualSearch.Tests.Http;

namespace VisualSearch.Tests.Monitoring;

public sealed class MonitoringTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HealthStatus.Healthy, null, 200, "healthy", "embedded")]
    [InlineData(HealthStatus.Degraded, "Host=db", 200, "degraded", "distributed")]
    [InlineData(HealthStatus.Unhealthy, null, 503, "unhealthy", "embedded")]
    public async Task Health_says_status_version_and_mode(HealthStatus status, string? catalogue, int expected, string word, string mode)
    {
        await using ApiUnderTest api = await StartAsync(builder => builder.Services.AddHealthChecks().AddCheck("vectors", () => new HealthCheckResult(status)), ("ConnectionStrings:catalog", catalogue));
        await EachCheckedAsync(api);
        using HttpResponseMessage response = await api.Client.GetAsync("/api/v1/health", Cancelled);
        Assert.Equal(expected, (int)response.StatusCode);
        JsonElement answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancelled)).RootElement;
        Assert.Equal(word, answer.GetProperty("status").GetString());
        Assert.Equal(mode, answer.GetProperty("mode").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+", answer.GetProperty("version").GetString());
        Assert.Equal(3, answer.EnumerateObject().Count());
    }

    [Fact]
    public async Task Detailed_health_shows_each_dependency_and_the_index()
    {
        await using ApiUnderTest api = await StartAsync(builder =>
        {
            builder.Services.AddHealthChecks().AddCheck("catalogue", () => HealthCheckResult.Degraded("The disk is slow"));
            builder.Services.AddSingleton<ReadIndexFacts>(_ => Task.FromResult(new IndexFacts("clip-vit-b-32", 76462, 3, 0.4, 2, TimeSpan.FromSeconds(9))));
        });
        await EachCheckedAsync(api);
        JsonElement answer = JsonDocument.Parse(await api.Client.GetStringAsync("/api/v1/health/detailed", Cancelled)).RootElement;
        Assert.Equal(["catalogue", "disk", "self"], answer.GetProperty("dependencies").EnumerateArray().Select(part => part.GetProperty("name").GetString()!));
        JsonElement catalogue = answer.GetProperty("dependencies")[0];
        Assert.Equal("degraded", catalogue.GetProperty("status").GetString());
        Assert.Equal("The disk is slow", catalogue.GetProperty("detail").GetString());
        Assert.True(catalogue.GetProperty("latency_ms").GetDouble() >= 0);
        Assert.EndsWith("Z", catalogue.GetProperty("checked_at").GetString());
        Assert.Equal("clip-vit-b-32", answer.GetProperty("model").GetString());
        Assert.Equal(76462, answer.GetProperty("vectors").GetInt64());
        Assert.Equal("""{"length":2,"pending":3,"lag_seconds":0.4,"oldest_pending_seconds":9}""", answer.GetProperty("queue").GetRawText());
        long free = answer.GetProperty("disk").GetProperty("free_bytes").GetInt64();
        Assert.InRange(free, 1, answer.GetProperty("disk").GetProperty("total_bytes").GetInt64());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Figures_that_hang_or_fail_leave_the_rest_of_the_answer(bool hang)
    {
        await using ApiUnderTest api = await StartAsync(
            builder => builder.Services.AddSingleton<ReadIndexFacts>(async token =>
            {
                // Deaf to cancellation on purpose.
                await Task.Delay(hang ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, TimeProvider.System, CancellationToken.None);
                throw new InvalidOperationException("away");
            }),
            ("Monitoring:FactsTimeout", "00:00:00.05"));
        await EachCheckedAsync(api);
        JsonElement answer = JsonDocument.Parse(await api.Client.GetStringAsync("/api/v1/health/detailed", Cancelled)).RootElement;
        Assert.Equal("healthy", answer.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("queue").ValueKind);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("vectors").ValueKind);
        Assert.NotEqual(JsonValueKind.Null, answer.GetProperty("disk").ValueKind);
    }

    [Fact]
    public async Task A_disk_that_runs_full_is_degraded_and_searches_go_on()
    {
        await using ApiUnderTest api = await StartAsync(settings: [("Monitoring:MinFreeDiskBytes", long.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("Data:Directory", "not/there/yet")]);
        await EachCheckedAsync(api);
        using HttpResponseMessage response = await api.Client.GetAsync("/api/v1/health", Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("degraded", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_five_metrics_of_the_dashboards_are_there_from_the_first_scrape_at_zero()
    {
        await using ApiUnderTest api = await StartAsync();
        foreach (string path in new[] { "/metrics", "/api/v1/metrics" })
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path) { Headers = { { "Accept", "application/openmetrics-text; version=1.0.0" } } };
            using HttpResponseMessage response = await api.Client.SendAsync(request, Cancelled);
            Assert.StartsWith("text/plain; version=0.0.4", response.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
            string[] ours = [.. (await response.Content.ReadAsStringAsync(Cancelled)).Split('\n')
                .Where(line => line.Contains("visual_search_", StringComparison.Ordinal) && !line.Contains("_bucket{", StringComparison.Ordinal) && !line.StartsWith("# HELP", StringComparison.Ordinal))
                // What the checks found is no measurement that begins at zero.
                .Where(line => !line.Contains("visual_search_health_status", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)];
            Assert.Equal(
                [
                    "# TYPE visual_search_clip_inference_duration_seconds histogram",
                    "# TYPE visual_search_errors_total counter",
                    "# TYPE visual_search_qdrant_search_duration_seconds histogram",
                    "# TYPE visual_search_search_duration_seconds histogram",
                    "# TYPE visual_search_total_searches counter",
                    """visual_search_clip_inference_duration_seconds_count{kind="image"} 0""",
                    """visual_search_clip_inference_duration_seconds_count{kind="text"} 0""",
                    """visual_search_clip_inference_duration_seconds_sum{kind="image"} 0""",
                    """visual_search_clip_inference_duration_seconds_sum{kind="text"} 0""",
                    """visual_search_errors_total{kind="client"} 0""",
                    """visual_search_errors_total{kind="dependency"} 0""",
                    """visual_search_errors_total{kind="internal"} 0""",
                    "visual_search_qdrant_search_duration_seconds_count 0",
                    "visual_search_qdrant_search_duration_seconds_sum 0",
                    """visual_search_search_duration_seconds_count{type="image"} 0""",
                    """visual_search_search_duration_seconds_count{type="similar"} 0""",
                    """visual_search_search_duration_seconds_count{type="text"} 0""",
                    """visual_search_search_duration_seconds_sum{type="image"} 0""",
                    """visual_search_search_duration_seconds_sum{type="similar"} 0""",
                    """visual_search_search_duration_seconds_sum{type="text"} 0""",
                    """visual_search_total_searches{type="image",status="error"} 0""",
                    """visual_search_total_searches{type="image",status="success"} 0""",
                    """visual_search_total_searches{type="similar",status="error"} 0""",
                    """visual_search_total_searches{type="similar",status="success"} 0""",
                    """visual_search_total_searches{type="text",status="error"} 0""",
                    """visual_search_total_searches{type="text",status="success"} 0""",
                ],
                ours);
        }
    }

    [Fact]
    public async Task What_is_measured_takes_the_place_of_the_zeros_under_both_names()
    {
        await using ApiUnderTest api = await StartAsync();
        SearchMetrics searches = api.Services.GetRequiredService<SearchMetrics>();
        searches.SearchAnswered(SearchMetrics.Text, SearchMetrics.Success, TimeSpan.FromMilliseconds(43));
        searches.SearchAnswered(SearchMetrics.Text, SearchMetrics.Success, TimeSpan.FromMilliseconds(3));
        await api.Client.GetAsync("/nowhere", Cancelled);
        string[] lines = (await api.Client.GetStringAsync("/metrics", Cancelled)).Split('\n');
        foreach (string name in new[] { "visual_search_total_searches", "visual_search_total_searches_total" })
        {
            Assert.Equal(2, ValueOf(lines, name, "type=\"text\"", "status=\"success\""));
        }

        Assert.Equal(0, ValueOf(lines, "visual_search_total_searches", "type=\"image\"", "status=\"success\""));
        Assert.Equal(1, ValueOf(lines, "visual_search_search_duration_seconds_bucket", "type=\"text\"", "le=\"0.005\""));
        Assert.Equal(2, ValueOf(lines, "visual_search_search_duration_seconds_bucket", "type=\"text\"", "le=\"0.05\""));
        Assert.Equal(2, ValueOf(lines, "visual_search_search_duration_seconds_count", "type=\"text\""));
        Assert.Equal(0, ValueOf(lines, "visual_search_search_duration_seconds_count", "type=\"image\""));
        Assert.Equal(1, ValueOf(lines, "visual_search_errors_total", "kind=\"client\""));
        Assert.Equal(0, ValueOf(lines, "visual_search_errors_total", "kind=\"internal\""));
    }

    private static double ValueOf(string[] lines, string name, params string[] labels)
    {
        string line = Assert.Single(lines, line => line.StartsWith(name + "{", StringComparison.Ordinal) && labels.All(label => line.Contains(label, StringComparison.Ordinal)));
        return double.Parse(line[(line.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Task<ApiUnderTest> StartAsync(Action<WebApplicationBuilder>? configure = null, params (string, string?)[] settings) => ApiUnderTest.StartAsync(
        app =>
        {
            app.MapDefaultEndpoints();
            app.MapApi().MapMonitoring();
        },
        configure,
        settings: settings);

    private static async Task EachCheckedAsync(ApiUnderTest api)
    {
        HealthBoard board = api.Services.GetRequiredService<HealthBoard>();
        while (board.Results.Any(result => result.CheckedAt is null))
        {
            await Task.Yield();
            Cancelled.ThrowIfCancellationRequested();
        }
    }
}
