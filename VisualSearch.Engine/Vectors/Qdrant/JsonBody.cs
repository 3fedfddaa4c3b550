using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace VisualSearch.Engine.Vectors.Qdrant;

/// <summary>A body that is written as JSON into the request's own stream, some kilobytes at a time.</summary>
internal sealed class JsonBody : HttpContent
{
    /// <summary>What is held back before it goes out: a few packets, and two vectors of 512 numbers.</summary>
    private const int FlushBytes = 16_384;

    private static readonly JsonWriterOptions Unchecked = new() { SkipValidation = true };

    private readonly Func<Utf8JsonWriter, CancellationToken, ValueTask> _write;

    /// <param name="write">Writes the whole body; may be called again when the request is. Calls <see cref="FlushWhenFullAsync"/> now and then if the body is long.</param>
    public JsonBody(Func<Utf8JsonWriter, CancellationToken, ValueTask> write)
    {
        _write = write;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    public static JsonBody Of(Action<Utf8JsonWriter> write) => new((writer, _) =>
    {
        write(writer);
        return ValueTask.CompletedTask;
    });

    public static ValueTask FlushWhenFullAsync(Utf8JsonWriter writer, CancellationToken cancellationToken) =>
        writer.BytesPending < FlushBytes ? ValueTask.CompletedTask : new ValueTask(writer.FlushAsync(cancellationToken));

    /// <summary>Writes to a stream that is not a request's, as benchmarks do.</summary>
    internal async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        Utf8JsonWriter writer = new(stream, Unchecked);
        await using (writer.ConfigureAwait(false))
        {
            await _write(writer, cancellationToken).ConfigureAwait(false);
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => WriteAsync(stream, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => WriteAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
