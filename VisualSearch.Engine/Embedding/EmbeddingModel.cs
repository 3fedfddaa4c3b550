using VisualSearch.Engine.Images;

namespace VisualSearch.Engine.Embedding;

/// <summary>A loaded model. Thread-safe; requests go through a bounded queue.</summary>
public sealed class EmbeddingModel : IAsyncDisposable
{
    public string Name => throw new NotImplementedException();

    /// <summary>Identifies the vector space: weights, precision, preprocessing, decoder options, pooling. 64 hexadecimal digits.</summary>
    public string Fingerprint => throw new NotImplementedException();

    public int Dimension => throw new NotImplementedException();

    /// <summary>What <see cref="EmbedImageAsync"/> wants its pixels to be.</summary>
    public PixelSpec Pixels => throw new NotImplementedException();

    /// <summary>Whether the model has a text tower.</summary>
    public bool ReadsText => throw new NotImplementedException();

    /// <summary>Relevance of cosines by kind of query; null where never measured.</summary>
    public Calibration? CalibrationOf(QueryKind kind) => throw new NotImplementedException();

    /// <summary>The embedding of one query picture, unit length.</summary>
    /// <exception cref="EmbeddingQueueFullException">Too many requests wait already.</exception>
    public Task<float[]> EmbedImageAsync(RgbPixels pixels, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The embedding of a query text, unit length.</summary>
    /// <exception cref="InvalidOperationException">The model has no text tower.</exception>
    /// <exception cref="EmbeddingQueueFullException">Too many requests wait already.</exception>
    public Task<float[]> EmbedTextAsync(string text, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>A second way in for indexing many pictures: best throughput over all cores, vectors equal to <see cref="EmbedImageAsync"/>'s. Dispose it when idle; its memory goes with it.</summary>
    public BulkImageEmbedder OpenBulk() => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

/// <summary>Embeds many pictures at the best throughput; see <see cref="EmbeddingModel.OpenBulk"/>.</summary>
public sealed class BulkImageEmbedder : IAsyncDisposable
{
    /// <summary>How many pictures to have under way at once for full throughput.</summary>
    public int Parallelism => throw new NotImplementedException();

    public Task<float[]> EmbedAsync(RgbPixels pixels, CancellationToken cancellationToken) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
