using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using VisualSearch.Cli;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Checking;

/// <summary>A server that breaks one promise has exactly the lines red that ask for it.</summary>
public sealed class BrokenPromiseTests(CheckedApi shared) : IClassFixture<CheckedApi>
{
    private const string Delete = "DELETE /api/v1/products/{product_id}";
    private const string Replace = "PUT /api/v1/products/{product_id}";
    private const string Get = "GET /api/v1/products/{product_id}";

    [Fact]
    public Task A_wrong_status_is_seen() => IsRedAsync(
        new BrokenPromise(Answer: (request, _, answer) => request.Path == "/api/v1/products/no-id" && answer.Status == 404 ? answer with { Status = 400 } : answer),
        "GET*products",
        $"{Get}: an id that is none");

    [Fact]
    public Task A_problem_without_trace_id_is_seen() => IsRedAsync(
        new BrokenPromise(Answer: (_, _, answer) => answer.Status == 415 ? Edited(answer, body => body.Remove("trace_id")) : answer),
        "by-text",
        "POST /api/v1/search/by-text: plain text");

    [Fact]
    public Task A_problem_under_another_content_type_is_seen() => IsRedAsync(
        new BrokenPromise(Answer: (_, _, answer) => answer.Status == 405 ? answer with { Headers = new(answer.Headers) { ["Content-Type"] = "application/json" } } : answer),
        "PATCH",
        "PATCH /api/v1/products: a method that is not taken");

    [Fact]
    public Task Errors_that_name_only_the_first_member_are_seen() => IsRedAsync(
        new BrokenPromise(Answer: (_, _, answer) => answer.Status == 400
            ? Edited(answer, body =>
            {
                if (body["errors"] is JsonObject { Count: > 1 } errors)
                {
                    foreach (string name in errors.Skip(1).Select(error => error.Key).ToArray())
                    {
                        errors.Remove(name);
                    }
                }
            })
            : answer),
        "by-text",
        "POST /api/v1/search/by-text: an empty query and four wrong options");

    [Fact]
    public async Task A_deleted_product_that_is_still_found_is_seen()
    {
        ConcurrentDictionary<string, PassedAnswer> before = new();
        await IsRedAsync(
            new BrokenPromise(Answer: (request, body, answer) => request.Path.Value!.EndsWith("/by-image", StringComparison.Ordinal)
                ? before.GetOrAdd(request.QueryString + Convert.ToBase64String(body), answer)
                : answer),
            "DELETE",
            $"{Delete}: a product that is found by its picture");
    }

    [Fact]
    public Task A_product_that_is_never_indexed_is_seen() => IsRedAsync(
        new BrokenPromise(Answer: (request, _, answer) => answer.Status == 200 && request.Method == "GET" ? Edited(answer, body =>
        {
            if (body.ContainsKey("index_state"))
            {
                body["index_state"] = "failed";
            }
        })
        : answer),
        "DELETE",
        $"{Delete}: a product that is found by its picture");

    [Fact]
    public Task A_condition_that_is_ignored_is_seen() => IsRedAsync(
        new BrokenPromise(Request: request => request.Headers.Remove("If-Match")),
        "If-Match",
        $"{Replace}: a stale ETag as If-Match",
        $"{Delete}: a stale ETag as If-Match");

    [Fact]
    public Task An_exclusion_that_is_ignored_is_seen() => IsRedAsync(
        new BrokenPromise(Request: request => request.QueryString = request.Query.ContainsKey("exclude") ? QueryString.Empty : request.QueryString),
        "by-image*the same",
        "POST /api/v1/search/by-image: the same, the product excluded");

    [Fact]
    public Task A_missing_header_is_seen() => IsRedAsync(
        new BrokenPromise(Answer: (request, _, answer) =>
        {
            if (request.Path.Value!.EndsWith("/by-text", StringComparison.Ordinal))
            {
                answer.Headers.Remove("Server-Timing");
            }

            return answer;
        }),
        "by-text words*",
        "POST /api/v1/search/by-text: words",
        "POST /api/v1/search/by-text: words of another script",
        "POST /api/v1/search/by-text: words, lexically");

    [Fact]
    public Task A_product_that_is_found_twice_is_seen() => IsRedAsync(
        new BrokenPromise(Answer: (request, _, answer) => request.Path.Value!.Contains("/similar/", StringComparison.Ordinal) && answer.Status == 200
            ? Edited(answer, body =>
            {
                JsonArray results = body["results"]!.AsArray();
                results.Add(results[0]!.DeepClone());
                body["results_count"] = results.Count;
            })
            : answer),
        "similar*of the catalogue",
        "GET /api/v1/search/similar/{product_id}: a product of the catalogue");

    [Fact]
    public Task A_missing_metric_is_seen() => IsRedAsync(
        new BrokenPromise(Answer: (request, _, answer) => request.Path == "/metrics"
            ? answer with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(answer.Body).Replace("visual_search_clip_inference", "visual_search_other", StringComparison.Ordinal)) }
            : answer),
        "metrics",
        "GET /metrics: as a scrape");

    [Fact]
    public Task A_body_that_is_not_packed_as_it_says_is_seen() => IsRedAsync(
        new BrokenPromise(Answer: (request, _, answer) => request.Path == "/metrics" ? answer with { Headers = new(answer.Headers) { ["Content-Encoding"] = "gzip" } } : answer),
        "metrics",
        "GET /metrics: as a scrape");

    [Fact]
    public Task An_event_that_is_taken_without_a_signature_is_seen() => IsRedAsync(
        new BrokenPromise(
            Answer: (request, _, answer) => request.Path == "/openapi/v1.json" ? Edited(answer, body => body["paths"]!["/api/v1/webhooks/bakai"] = new JsonObject { ["post"] = new JsonObject() }) : answer,
            Instead: (request, _) => request.Path != "/api/v1/webhooks/bakai" ? null
                : request.Headers.ContainsKey("X-Bakai-Signature") ? new PassedAnswer(401, new() { ["Content-Type"] = "application/problem+json" }, """{"code": "bad_signature", "trace_id": "1"}"""u8.ToArray())
                : new PassedAnswer(202, new() { ["Content-Type"] = "application/json" }, """{"status": "accepted"}"""u8.ToArray())),
        "webhooks/bakai",
        "POST /api/v1/webhooks/bakai: an event without a signature");

    [Fact]
    public async Task A_route_that_no_check_walks_is_shown_and_is_no_failure()
    {
        await using BrokenServer server = await BrokenServer.StartAsync(shared.Api, new BrokenPromise(Answer: (request, _, answer) => request.Path == "/openapi/v1.json"
            ? Edited(answer, body => body["paths"]!["/api/v1/teapot"] = new JsonObject { ["get"] = new JsonObject() })
            : answer));

        CheckedLine line = Assert.Single(CheckedLine.Of((await CliRun.OfAsync("check", server.Address.ToString(), "--json", "--only", "teapot")).Ended(ExitCode.Done).Json));

        Assert.Equal(("GET /api/v1/teapot", "not covered"), (line.Route, line.Result));
    }

    /// <param name="only">Checks that are run.</param>
    /// <param name="red">Of those, all that fail.</param>
    private async Task IsRedAsync(BrokenPromise promise, string only, params string[] red)
    {
        await using BrokenServer server = await BrokenServer.StartAsync(shared.Api, promise);

        CliRun run = (await CliRun.OfAsync("check", server.Address.ToString(), "--json", "--only", only)).Ended(ExitCode.Partly);

        CheckedLine[] lines = [.. CheckedLine.Of(run.Json)];
        Assert.Equal(red.Order(), lines.Where(line => line.Result == "failed").Select(line => $"{line.Route}: {line.Sent}").Order());
        Assert.True(lines.Length >= red.Length, run.Output);
    }

    private static PassedAnswer Edited(PassedAnswer answer, Action<JsonObject> edit)
    {
        if (answer.Body.Length == 0 || answer.Headers.GetValueOrDefault("Content-Type")?.Contains("json", StringComparison.Ordinal) != true)
        {
            return answer;
        }

        JsonObject body = JsonNode.Parse(answer.Body)!.AsObject();
        edit(body);
        return answer with { Body = Encoding.UTF8.GetBytes(body.ToJsonString()) };
    }
}
