using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Cli;
using VisualSearch.Cli.Checking;
using VisualSearch.Cli.Terminal;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Checking;

public sealed partial class CheckCommandTests(CheckedApi shared) : IClassFixture<CheckedApi>
{
    private const string Key = "writer-0123456789";

    private static readonly (string, string)[] WithKey = [("Security:ApiKeys:0:Name", "writer"), ("Security:ApiKeys:0:Key", Key), ("Security:ApiKeys:0:Scopes:0", "write")];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sound_server_is_green_all_over_its_routes_are_all_walked_and_nothing_stays_behind()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await api.AddPicturesAsync(await api.CreateAsync(new { title = "ball" }), SampleShop.Picture("26bd"));
        await api.CreateAsync(new { title = "nothing to see" });

        CliRun run = (await CliRun.OfAsync("check", api.Address.ToString(), "--json")).Ended(ExitCode.Done);

        CheckedLine[] lines = [.. CheckedLine.Of(run.Json)];
        Assert.All(lines, line => Assert.True(line.Result is "ok" or "skipped", line.ToString()));
        Assert.All(lines.Where(line => line.Result == "skipped"), line => Assert.Matches("open to everybody|does not have this route", line.Why!));
        Assert.InRange(lines.Count(line => line.Result == "ok"), 80, 1000);
        Assert.Equal(2, await TotalAsync(api));
    }

    [Fact]
    public void Every_route_of_the_api_is_walked()
    {
        HashSet<string> walked = [.. SystemCheck.Checks.Select(check => Parameter().Replace(check.Route, "{}"))];
        string[] routes = [.. shared.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText is { } path && (path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/media", StringComparison.Ordinal)))
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => $"{method} {Parameter().Replace(endpoint.RoutePattern.RawText!.TrimEnd('/'), "{}")}"))];

        Assert.Contains("POST /api/v1/search/by-image", routes);
        Assert.Empty(routes.Where(route => route != "HEAD /api/v1/metrics").Except(walked));
    }

    [Fact]
    public async Task Without_a_key_the_server_that_wants_one_is_checked_for_that_and_writing_is_skipped_with_the_reason()
    {
        await using ApiHost api = await ApiHost.StartAsync("Production", settings: WithKey);

        CheckedLine[] lines = [.. CheckedLine.Of((await CliRun.OfAsync("check", api.Address.ToString(), "--json")).Ended(ExitCode.Done).Json)];

        Assert.All(lines.Where(line => line.Route.StartsWith("PUT", StringComparison.Ordinal)), line => Assert.Contains("key_required", line.Why, StringComparison.Ordinal));
        Assert.Equal(["ok", "ok"], lines.Where(line => line.Sent is "no key" or "a key that nobody gave out").Select(line => line.Result));
        Assert.Contains(lines, line => line is { Route: "POST /api/v1/search/by-text", Result: "ok" });
    }

    [Fact]
    public async Task With_a_key_the_server_that_wants_one_is_checked_whole()
    {
        await using ApiHost api = await ApiHost.StartAsync("Production", settings: [.. WithKey, ("Security:ApiKeys:0:Scopes:0", "admin"), ("Security:RequireKeyForReads", "true")]);

        CheckedLine[] open = [.. CheckedLine.Of((await CliRun.OfAsync("check", api.Address.ToString(), "--json", "--only", "products")).Ended(ExitCode.Done).Json)];
        CheckedLine[] whole = [.. CheckedLine.Of((await CliRun.OfAsync("check", api.Address.ToString(), "--json", "--api-key", Key)).Ended(ExitCode.Done).Json)];

        Assert.Contains(open, line => line is { Route: "GET /api/v1/products", Result: "skipped" });
        Assert.All(whole, line => Assert.True(line.Result == "ok" || Regex.IsMatch(line.Why ?? string.Empty, "does not have this route|too few"), line.ToString()));
        Assert.Equal(0, await TotalAsync(api, Key));
    }

    [Fact]
    public async Task A_key_that_may_only_write_leaves_the_routes_of_operators_out_with_the_reason()
    {
        await using ApiHost api = await ApiHost.StartAsync("Production", settings: WithKey);

        CheckedLine[] lines = [.. CheckedLine.Of((await CliRun.OfAsync("check", api.Address.ToString(), "--json", "--api-key", Key, "--only", "admin")).Ended(ExitCode.Done).Json)];

        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.True(line is { Result: "skipped", Why: { } why } && why.Contains("scope admin", StringComparison.Ordinal), line.ToString()));
    }

    [Fact]
    public async Task Reading_only_writes_nothing()
    {
        await using BrokenServer server = await BrokenServer.StartAsync(shared.Api, new BrokenPromise());

        CliRun run = (await CliRun.OfAsync("check", server.Address.ToString(), "--read-only")).Ended(ExitCode.Done);

        Assert.Contains("--read-only", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Asked, asked => asked.StartsWith("PUT", StringComparison.Ordinal) || asked.StartsWith("DELETE", StringComparison.Ordinal) || asked.StartsWith("POST /api/v1/products", StringComparison.Ordinal));
        Assert.Contains("GET /api/v1/products", server.Asked);
    }

    [Fact]
    public async Task A_run_that_is_broken_off_takes_its_products_away_first()
    {
        using CancellationTokenSource interrupt = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        int made = 0;
        await using ApiHost api = await ApiHost.StartAsync();
        await using BrokenServer server = await BrokenServer.StartAsync(api, new BrokenPromise(Answer: (request, _, answer) =>
        {
            if (answer.Status == 201 && ++made == 3)
            {
                interrupt.Cancel();
            }

            return answer;
        }));

        int code = await CommandLine.RunAsync(["check", server.Address.ToString()], new Screen(TextWriter.Null, TextWriter.Null, interactive: false), interrupt.Token);

        Assert.Equal(ExitCode.Interrupted, (ExitCode)code);
        Assert.Equal(3, made);
        Assert.Equal(0, await TotalAsync(api));
    }

    [Fact]
    public async Task A_check_that_takes_too_long_fails_and_the_others_go_on()
    {
        TaskCompletionSource never = new();
        await using BrokenServer server = await BrokenServer.StartAsync(shared.Api, new BrokenPromise(Instead: (request, _) =>
        {
            if (request.Path == "/alive")
            {
                never.Task.Wait(request.HttpContext.RequestAborted);
            }

            return null;
        }));

        CheckedLine[] lines = [.. CheckedLine.Of((await CliRun.OfAsync("check", server.Address.ToString(), "--json", "--timeout", "5", "--only", "as a probe")).Ended(ExitCode.Partly).Json)];

        Assert.Contains("Not done within 5 s", Assert.Single(lines, line => line.Result == "failed").Why, StringComparison.Ordinal);
        Assert.Equal(2, lines.Length);
    }

    [Theory]
    [InlineData("check", "nonsense")]
    [InlineData("check", "--timeout", "0")]
    [InlineData("check", "http://127.0.0.1:1", "more")]
    public async Task A_wrong_line_is_wrong_usage(params string[] args) => (await CliRun.OfAsync(args)).Ended(ExitCode.WrongUsage);

    [Fact]
    public async Task A_pattern_that_is_in_no_check_is_wrong_usage() =>
        (await CliRun.OfAsync("check", shared.Api.Address.ToString(), "--only", "teapot")).Ended(ExitCode.WrongUsage);

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable() => (await CliRun.OfAsync("check", "http://127.0.0.1:1")).Ended(ExitCode.Unavailable);

    private static async Task<int> TotalAsync(ApiHost api, string? key = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/products?limit=1");
        request.Headers.Add("X-Api-Key", key ?? string.Empty);
        using HttpResponseMessage response = await api.Client.SendAsync(request, Cancelled);
        return (await ApiHost.JsonAsync(response)).GetProperty("total").GetInt32();
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
