using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Npgsql;
using VisualSearch.Benchmarks.Hosting;
using VisualSearch.Benchmarks.Measuring;
using VisualSearch.Engine.Intake;

namespace VisualSearch.Benchmarks.Webhooks;

/// <summary>
/// A signed <c>product.updated</c> until its 202, Postgres and Redis on the same machine and what Postgres answers for on the disk, against the statements of the
/// same transaction run bare over one pooled connection that keeps them prepared, turn by turn in the same tables: each by itself, and as the Api gathers them.
/// </summary>
internal static class WebhookRequests
{
    private const string Secret = "a secret of the benchmarks";
    private const int Products = 200;
    private const int WarmUp = 3000;
    private const int Rounds = 1000;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        Report report = new("webhook");
        using DataFolder folder = new();
        await using DistributedServers servers = await DistributedServers.StartAsync(cancellationToken);
        Dictionary<string, string?> settings = servers.Settings(folder.BundledSettings());
        settings["Webhooks:Secrets:0"] = Secret;
        await using ApiProcess api = await ApiProcess.StartAsync(folder, settings, cancellationToken);
        DateTimeOffset start = TimeProvider.System.GetUtcNow().AddHours(-3);
        for (int product = 0; product < Products; product++)
        {
            await SendAsync(api, MadeEvent.Created(Ours(product), start), cancellationToken);
            await SendAsync(api, MadeEvent.Created(Bare(product), start), cancellationToken);
        }

        MadeEvent[] sent = [.. Enumerable.Range(0, WarmUp + (2 * Rounds)).Select(at => MadeEvent.Updated(Ours(at), start.AddSeconds(1 + at), at))];
        BareTransaction[] run = [.. Enumerable.Range(0, WarmUp + (2 * Rounds)).Select(at => new BareTransaction(MadeEvent.Updated(Bare(at), start.AddSeconds(1 + at), at)))];
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(servers.Catalogue + ";Maximum Pool Size=1;Max Auto Prepare=64;No Reset On Close=true");
        TimeSpan before = api.ProcessorTime;
        Pair pair = await Alternating.RunAsync(
            WarmUp, Rounds, round => SendAsync(api, sent[WarmUp + round], cancellationToken), round => run[WarmUp + round].RunAsync(source, cancellationToken));
        report.AddAtMost("webhook until its 202, Postgres on this machine / its transaction's statements bare, one after the other", pair, 1.5);
        TimeSpan processor = (api.ProcessorTime - before) / (WarmUp + Rounds);
        Pair batched = await Alternating.RunAsync(
            0, Rounds, round => SendAsync(api, sent[WarmUp + Rounds + round], cancellationToken), round => run[WarmUp + Rounds + round].RunBatchedAsync(source, cancellationToken));
        report.Add("the same / its statements bare in the two commands in which the Api sends them", Report.Milliseconds(batched.Ours), Report.Milliseconds(batched.Yardstick), Report.Number(batched.Ratio), "", null);
        report.Add("processor time of the Api for one webhook", Report.Milliseconds(processor.TotalMilliseconds), "", "", "", null);
        Pair plain = await Alternating.RunAsync(WarmUp, Rounds, _ => AskHealthAsync(api, cancellationToken), _ => Task.CompletedTask);
        report.Add("of it what any request costs: GET /health of the same Api", Report.Milliseconds(plain.Ours), "", "", "", null);
        await report.WriteAsync(cancellationToken);
    }

    private static string Ours(int at) => string.Create(CultureInfo.InvariantCulture, $"mug-{at % Products}");

    private static string Bare(int at) => string.Create(CultureInfo.InvariantCulture, $"cup-{at % Products}");

    private static async Task AskHealthAsync(ApiProcess api, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await api.Http.GetAsync("/health", cancellationToken);
        await ApiProcess.ReadAsync(answer, cancellationToken);
    }

    private static async Task SendAsync(ApiProcess api, MadeEvent made, CancellationToken cancellationToken)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/webhooks/bakai") { Content = new ByteArrayContent(made.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(EventSignatures.IdHeader, made.Id);
        request.Headers.Add(EventSignatures.TimestampHeader, EventSignatures.Timestamp(now));
        request.Headers.Add(EventSignatures.SignatureHeader, EventSignatures.StandardValue(Secret, made.Id, now, made.Body));
        using HttpResponseMessage answer = await api.Http.SendAsync(request, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.Accepted || (await ApiProcess.ReadAsync(answer, cancellationToken)).GetProperty("status").GetString() != "accepted")
        {
            throw new InvalidDataException($"An event was answered with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }
}
