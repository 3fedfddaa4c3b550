using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Images;

namespace VisualSearch.Engine.Indexing;

/// <summary>
/// Embeds what a picture shows now for the other generations that are open here. Without it each of them would fetch the picture for itself, and of a server whose
/// bytes differ at every request no two would ever agree on what it shows.
/// </summary>
internal sealed class OtherSpaces(LivingIndexes living, PictureDecoder decoder, Embeddings embeddings)
{
    /// <returns>What could be made; an embedding that is stored already, or cannot be had at the moment, is left out.</returns>
    public async Task<IReadOnlyList<OtherEmbedding>> EmbedAsync(OpenIndex index, ContentHash content, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        List<OtherEmbedding> made = [];
        foreach (OpenIndex other in living.All.Where(other => other.Generation.Fingerprint != index.Generation.Fingerprint))
        {
            if ((await embeddings.FindAsync(other.Generation.Fingerprint, [content], cancellationToken)).Count > 0)
            {
                continue;
            }

            PictureResult<RgbPixels> pixels = await decoder.DecodeAsync(bytes, other.Model.Pixels, cancellationToken);
            if (pixels.Succeeded && await EmbedAsync(other.Model, pixels.Value, cancellationToken) is { } vector)
            {
                made.Add(new OtherEmbedding(other.Generation.Fingerprint, vector));
            }
        }

        return made;
    }

    private static async Task<Half[]?> EmbedAsync(EmbeddingModel model, RgbPixels pixels, CancellationToken cancellationToken)
    {
        try
        {
            return Array.ConvertAll(await model.EmbedImageAsync(pixels, cancellationToken), number => (Half)number);
        }
        catch (Exception passing) when (passing is EmbeddingQueueFullException or ObjectDisposedException)
        {
            // Searches go before, or the generation was dropped; its own turn comes if it lives.
            return null;
        }
    }
}
