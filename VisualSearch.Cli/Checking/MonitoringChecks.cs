using System.Text;
using System.Text.Json;

namespace VisualSearch.Cli.Checking;

/// <summary>What probes and dashboards read.</summary>
internal static class MonitoringChecks
{
    private static readonly string[] Metrics =
    [
        "visual_search_total_searches",
        "visual_search_search_duration_seconds",
        "visual_search_clip_inference_duration_seconds",
        "visual_search_qdrant_search_duration_seconds",
        "visual_search_errors_total",
    ];

    public static IEnumerable<Check> All =>
    [
        Probe("/health"),
        Probe("/alive"),
        Scrape("/metrics"),
        Scrape("/api/v1/metrics"),
        new("GET /api/v1/health", "as it is", "200 with status, version, mode; not unhealthy", async (run, cancellationToken) =>
            Health(await run.SendAsync(HttpMethod.Get, "api/v1/health", cancellationToken))),
        new("GET /api/v1/health/detailed", "as it is", "200 with dependencies, model, vectors, queue, disk", async (run, cancellationToken) =>
            Health(await run.SendAsync(HttpMethod.Get, "api/v1/health/detailed", cancellationToken))
                .Has("dependencies", JsonValueKind.Array)
                .Has("dependencies.0.status", JsonValueKind.String)
                .Has("model", JsonValueKind.String)
                .Has("vectors", JsonValueKind.Number)
                .Has("queue.length", JsonValueKind.Number)
                .Has("disk")),
    ];

    private static Check Probe(string path) => new($"GET {path}", "as a probe", "200", async (run, cancellationToken) =>
        (await run.SendAsync(HttpMethod.Get, path.TrimStart('/'), cancellationToken)).HasStatus(200)) { Needs = CheckNeeds.Nothing };

    private static Check Scrape(string path) => new($"GET {path}", "as a scrape", "200 text with the five metrics of the dashboards", async (run, cancellationToken) =>
    {
        Reply scrape = await run.SendAsync(HttpMethod.Get, path.TrimStart('/'), cancellationToken);
        string text = Encoding.UTF8.GetString(scrape.Body);
        string[] missing = [.. Metrics.Where(name => !text.Split('\n').Any(line => IsOf(line, name)))];
        return scrape.HasStatus(200)
            .That(scrape.ContentType == "text/plain", $"Content type {scrape.ContentType ?? "none"} instead of text/plain.")
            .That(missing.Length == 0, $"Missing: {string.Join(", ", missing)}.");
    }) { Needs = CheckNeeds.Nothing };

    /// <summary>A sample of the metric, or of the parts that a histogram has.</summary>
    private static bool IsOf(string line, string name) =>
        line.StartsWith(name, StringComparison.Ordinal) && (line[name.Length..].StartsWith('{') || line[name.Length..].StartsWith(' ') || line[name.Length..].StartsWith("_count", StringComparison.Ordinal));

    private static Reply Health(Reply reply) => reply.HasStatus(200)
        .That(reply.TextAt("status") is "healthy" or "degraded", $"Status {reply.TextAt("status") ?? "missing"} in the body.")
        .That(reply.TextAt("mode") is "embedded" or "distributed", "The mode is neither embedded nor distributed.")
        .Has("version", JsonValueKind.String);
}
