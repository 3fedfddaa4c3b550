using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace VisualSearch.Tests.Support;

/// <summary>Takes what programs export over OTLP (HTTP with protobuf), on a port of its own: spans as such, everything as bytes.</summary>
internal sealed class TelemetryReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();

    private TelemetryReceiver(WebApplication app) => _app = app;

    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    /// <summary>Settings of a program that exports to here, soon.</summary>
    public (string Key, string Value)[] Settings =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", _app.Urls.Single()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_BSP_SCHEDULE_DELAY", "100"),
        ("OTEL_BLRP_SCHEDULE_DELAY", "100"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
    ];

    public static async Task<TelemetryReceiver> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        TelemetryReceiver receiver = new(builder.Build());
        receiver._app.Run(receiver.TakeAsync);
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>How many bodies of a kind came: <c>traces</c>, <c>logs</c> or <c>metrics</c>.</summary>
    public int CountOf(string kind) => _received.Count(received => received.Path == "/v1/" + kind);

    /// <summary>Whether anything that came has the text in it.</summary>
    public bool Holds(string text) => _received.Any(received => received.Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _received.Enqueue((context.Request.Path.Value!, body.ToArray()));
        if (context.Request.Path == "/v1/traces")
        {
            // opentelemetry/proto/trace/v1/trace.proto: resource spans > scope spans > spans.
            foreach (Message resource in new Message(body.ToArray()).Parts(1))
            {
                string program = ServiceOf(resource);
                foreach (Message span in resource.Parts(2).SelectMany(scope => scope.Parts(2)))
                {
                    _spans.Enqueue(new ReceivedSpan(program, span.Text(5), span.Hex(1), span.Hex(2), span.Hex(4)));
                }
            }
        }
    }

    private static string ServiceOf(Message resourceSpans) => resourceSpans.Parts(1)
        .SelectMany(resource => resource.Parts(1))
        .Where(attribute => attribute.Text(1) == "service.name")
        .Select(attribute => attribute.Parts(2).Single().Text(1))
        .Single();

    /// <summary>A message by the numbers of its fields; only those of a length are kept.</summary>
    private sealed class Message
    {
        private readonly ILookup<int, ByteString> _fields;

        public Message(ReadOnlyMemory<byte> bytes)
        {
            List<(int Field, ByteString Value)> fields = [];
            using CodedInputStream input = new(bytes.ToArray());
            for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                {
                    fields.Add((WireFormat.GetTagFieldNumber(tag), input.ReadBytes()));
                }
                else
                {
                    input.SkipLastField();
                }
            }

            _fields = fields.ToLookup(field => field.Field, field => field.Value);
        }

        public IEnumerable<Message> Parts(int field) => _fields[field].Select(value => new Message(value.Memory));

        public string Text(int field) => _fields[field].SingleOrDefault(ByteString.Empty).ToStringUtf8();

        public string Hex(int field) => Convert.ToHexStringLower(_fields[field].SingleOrDefault(ByteString.Empty).Span);
    }
}

/// <param name="Program">Whose it is, as <c>service.name</c> says.</param>
/// <param name="Trace">In hexadecimal, as <paramref name="Id"/> and <paramref name="Parent"/>; the last is empty for a root.</param>
internal sealed record ReceivedSpan(string Program, string Name, string Trace, string Id, string Parent);
