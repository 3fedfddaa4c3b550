using System.Buffers;

namespace VisualSearch.Engine.Images;

/// <summary>Reads an answer's body piece by piece, and stops as soon as it is too large, not a picture, or silent for too long.</summary>
internal sealed class BoundedBody(int maxBytes, TimeSpan idle)
{
    private const int Piece = 65_536;

    /// <param name="silence">Ends <paramref name="cancellationToken"/>; put off with each piece that comes.</param>
    public async Task<PictureResult<byte[]>> ReadAsync(HttpContent content, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > maxBytes)
        {
            return PictureLimits.TooLarge(maxBytes);
        }

        // A declared length is a hint for the buffer, up to a point: the sender may not fill it.
        ArrayBufferWriter<byte> written = new((int)Math.Clamp(content.Headers.ContentLength ?? Piece, 1, 1 << 20));
        Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            bool known = false;
            while (true)
            {
                silence.CancelAfter(idle);
                int count = await stream.ReadAsync(written.GetMemory(Piece), cancellationToken).ConfigureAwait(false);
                written.Advance(count);
                if (written.WrittenCount > maxBytes)
                {
                    return PictureLimits.TooLarge(maxBytes);
                }

                if (!known && (count == 0 || written.WrittenCount >= PictureSignature.Length))
                {
                    known = true;
                    if (PictureSignature.Refusal(written.WrittenSpan) is { } refusal)
                    {
                        return refusal;
                    }
                }

                if (count == 0)
                {
                    return written.WrittenSpan.ToArray();
                }
            }
        }
    }
}
