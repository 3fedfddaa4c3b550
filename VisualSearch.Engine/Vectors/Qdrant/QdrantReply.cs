using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;

namespace VisualSearch.Engine.Vectors.Qdrant;

/// <summary>An answer, read whole into a rented buffer.</summary>
internal sealed class QdrantReply(HttpStatusCode status, TimeSpan? retryAfter, byte[] buffer, int length) : IDisposable
{
    private const int FirstBytes = 16_384;

    public HttpStatusCode Status => status;

    public bool Succeeded => (int)status is >= 200 and < 300;

    /// <summary>What the server asks for with 429 and 503.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    public ReadOnlySpan<byte> Body => buffer.AsSpan(0, length);

    public static async Task<QdrantReply> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(response.Content.Headers.ContentLength ?? FirstBytes, 256, 1 << 24) + 1);
            int length = 0;
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false)) > 0)
            {
                length += read;
                if (length == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(checked(buffer.Length * 2));
                    buffer.CopyTo(larger, 0);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }

            return new QdrantReply(response.StatusCode, response.Headers.RetryAfter?.Delta, buffer, length);
        }
    }

    /// <summary>The server's own words: <c>status.error</c>, or the text of an answer that is no JSON; at most 500 characters.</summary>
    public string Complaint()
    {
        string text = string.Empty;
        try
        {
            Utf8JsonReader reader = new(Body);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("error"u8) && reader.Read() && reader.TokenType == JsonTokenType.String)
                {
                    text = reader.GetString()!;
                    break;
                }
            }
        }
        catch (JsonException)
        {
            text = Encoding.UTF8.GetString(Body);
        }

        return text.Length > 500 ? text[..500] : text;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}
