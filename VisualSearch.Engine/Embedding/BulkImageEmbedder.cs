using VisualSearch.Engine.Embedding.Towers;
using VisualSearch.Engine.Images;

namespace VisualSearch.Engine.Embedding;

/// <summary>Embeds many pictures at the best throughput; see <see cref="EmbeddingModel.OpenBulk"/>. Thread-safe.</summary>
/// <remarks>
/// On a CPU: one session of its own with one thread a run, and as many runs at once as there are cores; nothing waits for the slowest
/// part of a matrix, and the weights are there once. On CUDA: the model's own queue, which batches.
/// </remarks>
public sealed class BulkImageEmbedder : IAsyncDisposable
{
    private readonly Func<RgbPixels, CancellationToken, Task<float[]>> _embed;
    private readonly ImageTower? _own;
    private readonly SemaphoreSlim _places;
    private int _disposed;

    private BulkImageEmbedder(int parallelism, ImageTower? own, Func<RgbPixels, CancellationToken, Task<float[]>> embed)
    {
        Parallelism = parallelism;
        _own = own;
        _embed = embed;
        _places = new SemaphoreSlim(parallelism, parallelism);
    }

    /// <summary>How many pictures to have under way at once for full throughput; more wait for their turn, without limit.</summary>
    public int Parallelism { get; }

    /// <summary>The embedding of one picture, unit length.</summary>
    /// <exception cref="ArgumentException">The pixels are not of the model's size.</exception>
    public async Task<float[]> EmbedAsync(RgbPixels pixels, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            return await _embed(pixels, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Waits for what is under way, refuses what comes later, and gives the memory back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        for (int i = 0; i < Parallelism; i++)
        {
            await _places.WaitAsync().ConfigureAwait(false);
        }

        // Those that waited for a place find the embedder closed as soon as they get one.
        _places.Release(Parallelism);
        _own?.Dispose();
        FreedMemory.GiveBack();
    }

    internal static BulkImageEmbedder OnCpu(ImageTower tower, int parallelism, EmbeddingMetrics metrics, TimeProvider clock) =>
        new(parallelism, tower, (pixels, cancellationToken) => Task.Run(
            () =>
            {
                long start = clock.GetTimestamp();
                float[] vector = tower.Embed(pixels);
                metrics.BatchEmbedded(QueryKind.Image, 1, clock.GetElapsedTime(start));
                return vector;
            },
            cancellationToken));

    internal static BulkImageEmbedder OverQueue(EmbeddingModel model, int parallelism) => new(parallelism, own: null, model.EmbedQueuedAsync);
}
