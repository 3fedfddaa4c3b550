using System.Net;
using System.Text.Json;
using VisualSearch.Engine.Intake;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Journeys.Distributed;

/// <summary>What an operator sees of one change, and what nobody may see of it.</summary>
public sealed class TraceTests
{
    private const string Key = "planted-key-91c2";
    private const string Signature = "planted-signature-4e77";
    private const string Password = "planted-password-c3d0";
    private const string QdrantKey = "planted-qdrant-key-88";
    private const string Words = "planted words of a title";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_trace_runs_from_an_event_through_the_queue_to_the_upsert_and_holds_no_secret()
    {
        await using TelemetryReceiver receiver = await TelemetryReceiver.StartAsync();
        await using PictureServer pictures = await PictureServer.StartAsync();
        await using DistributedSystem system = await DistributedSystem.StartAsync(settings:
        [
            .. receiver.Settings,
            ("Security:ApiKeys:0:Name", "tests"),
            ("Security:ApiKeys:0:Key", Key),
            ("Security:ApiKeys:0:Scopes:0", "admin"),
            .. Talkative.Settings,
        ]);
        using TemporaryFolder logs = new();
        (string, string)[] stores =
        [
            ("ConnectionStrings:catalog", system.Postgres.ConnectionString(system.Database) + ";Password=" + Password),
            ("ConnectionStrings:qdrant_http", $"Endpoint={system.Vectors.Address};Key={QdrantKey}"),
            ("Logging:Files:Directory", Path.Combine(logs.Path, "logs")),
        ];
        HostProcess api = await system.StartApiAsync(stores);
        HostProcess indexer = await system.StartIndexerAsync("one", [.. stores[..2], ("Logging:Files:Directory", Path.Combine(logs.Path, "indexer", "logs"))]);
        string trace = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray());
        string picture = pictures.Serve("banana.jpg", SampleShop.Query("1f34c")) + "?X-Amz-Signature=" + Signature;

        await SendAsync(api, trace, picture, pictures.Serve("gone.jpg", (context, _) =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        }) + "?X-Amz-Signature=" + Signature);
        await DistributedSystem.CaughtUpAsync(api);
        using (HttpRequestMessage authorised = new(HttpMethod.Get, "/api/v1/admin/generations"))
        {
            authorised.Headers.Authorization = new("Bearer", Key);
            using HttpResponseMessage answer = await api.Client.SendAsync(authorised, Stop);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        IReadOnlyList<ReceivedSpan> spans = await Eventually.HoldsAsync(
            () => Task.FromResult<IReadOnlyList<ReceivedSpan>>([.. receiver.Spans.Where(span => span.Trace == trace)]),
            found => found.Any(span => span.Name == "upsert") && found.Any(span => span.Name == "embed") && found.Any(span => span.Name == "index queue send") && found.Any(span => span.Name == "index queue process") && found.Any(span => span.Name.StartsWith("POST ", StringComparison.Ordinal)));

        ReceivedSpan request = Assert.Single(spans, span => span.Program == HostProcess.Api && span.Name == "POST /api/v1/webhooks/bakai");
        ReceivedSpan sent = Assert.Single(spans, span => span.Name == "index queue send");
        ReceivedSpan processed = Assert.Single(spans, span => span.Name == "index queue process");
        Assert.Equal((HostProcess.Api, request.Id), (sent.Program, sent.Parent));
        Assert.Equal((HostProcess.Indexer, sent.Id), (processed.Program, processed.Parent));
        Assert.Equal(2, spans.Count(span => span.Name == "fetch" && span.Parent == processed.Id));
        Assert.Single(spans, span => span.Name == "embed" && span.Parent == processed.Id);
        Assert.Single(spans, span => span.Name == "upsert" && span.Program == HostProcess.Indexer && span.Parent == sent.Id);
        Assert.Contains(spans, span => span.Program == HostProcess.Api && span.Parent == request.Id && span.Name != "index queue send");

        await Eventually.HoldsAsync(() => Task.FromResult(receiver.CountOf("logs") > 0 && receiver.CountOf("metrics") > 0), came => came);
        string said = api.Output + indexer.Output + string.Concat(Talkative.FilesOf(logs.Path).Values) + string.Concat(Talkative.FilesOf(Path.Combine(logs.Path, "indexer")).Values);
        Assert.Contains("evt_traced", said, StringComparison.Ordinal);
        foreach (string secret in (string[])[Key, Signature, Password, QdrantKey, Words, DistributedSystem.WebhookSecret])
        {
            Assert.False(receiver.Holds(secret), $"'{secret}' was exported.");
            Assert.DoesNotContain(secret, said, StringComparison.Ordinal);
        }
    }

    private static async Task SendAsync(HostProcess api, string trace, params string[] pictures)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
        {
            ["event_id"] = "evt_traced",
            ["event"] = "product.created",
            ["occurred_at"] = TimeProvider.System.GetUtcNow(),
            ["data"] = new { external_id = "bakai_traced", title = Words, image_urls = pictures },
        });
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/webhooks/bakai") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation(EventSignatures.LegacyHeader, EventSignatures.LegacyValue(DistributedSystem.WebhookSecret, body));
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        using HttpResponseMessage answer = await api.Client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }
}
