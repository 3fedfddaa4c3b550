using VisualSearch.Engine.Embedding.Towers;
using VisualSearch.Engine.Images;

namespace VisualSearch.Engine.Embedding;

/// <summary>A loaded model. Thread-safe; requests go through a bounded queue.</summary>
public sealed class EmbeddingModel : IAsyncDisposable
{
    private readonly ModelDescription _description;
    private readonly ImageTower _image;
    private readonly TextTower? _text;
    private readonly TowerQueue<RgbPixels> _images;
    private readonly TowerQueue<string>? _texts;
    private readonly Func<BulkImageEmbedder> _openBulk;
    private int _disposed;

    internal EmbeddingModel(ModelDescription description, ImageTower image, TextTower? text, QueueSizes sizes, Func<EmbeddingModel, BulkImageEmbedder> openBulk, EmbeddingMetrics metrics, TimeProvider clock)
    {
        _description = description;
        _image = image;
        _text = text;
        _images = new TowerQueue<RgbPixels>(image.EmbedBatch, QueryKind.Image, workers: 1, sizes.MaxBatch, sizes.Capacity, metrics, clock);
        _texts = text is null ? null : new TowerQueue<string>(one => [text.Embed(one[0])], QueryKind.Text, sizes.TextWorkers, maxBatch: 1, sizes.Capacity, metrics, clock);
        _openBulk = () => openBulk(this);
    }

    public string Name => _description.Name;

    /// <summary>Which of the manifest's variants was loaded, such as <c>fp32</c> or <c>int8</c>.</summary>
    public string Variant => _description.Variant;

    /// <summary>Identifies the vector space: weights, precision, preprocessing, decoder options, pooling. 64 hexadecimal digits.</summary>
    public string Fingerprint => _description.Fingerprint;

    public int Dimension => _description.Dimension;

    /// <summary>What <see cref="EmbedImageAsync"/> wants its pixels to be.</summary>
    public PixelSpec Pixels => _description.Pixels;

    /// <summary>Whether the model has a text tower.</summary>
    public bool ReadsText => _texts is not null;

    /// <summary>Whether the image tower runs on CUDA.</summary>
    public bool OnCuda => _image.Cuda;

    /// <summary>Relevance of cosines by kind of query; null where never measured.</summary>
    public Calibration? CalibrationOf(QueryKind kind) => kind switch
    {
        QueryKind.Image => _description.ImageCalibration,
        QueryKind.Text => _description.TextCalibration,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind of query"),
    };

    /// <summary>The embedding of one query picture, unit length.</summary>
    /// <exception cref="ArgumentException">The pixels are not as <see cref="Pixels"/> says.</exception>
    /// <exception cref="EmbeddingQueueFullException">Too many requests wait already.</exception>
    public Task<float[]> EmbedImageAsync(RgbPixels pixels, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        return _images.EmbedAsync(pixels, cancellationToken);
    }

    /// <summary>The embedding of a query text, unit length.</summary>
    /// <exception cref="InvalidOperationException">The model has no text tower.</exception>
    /// <exception cref="EmbeddingQueueFullException">Too many requests wait already.</exception>
    public Task<float[]> EmbedTextAsync(string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _texts is null
            ? throw new InvalidOperationException($"The model {Name} reads pictures only")
            : _texts.EmbedAsync(text, cancellationToken);
    }

    /// <summary>A second way in for indexing many pictures: best throughput over all cores, vectors equal to <see cref="EmbedImageAsync"/>'s. Dispose it when idle; its memory goes with it.</summary>
    public BulkImageEmbedder OpenBulk()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return _openBulk();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _images.DisposeAsync().ConfigureAwait(false);
        if (_texts is not null)
        {
            await _texts.DisposeAsync().ConfigureAwait(false);
        }

        _image.Dispose();
        _text?.Dispose();
        FreedMemory.GiveBack();
    }
}
