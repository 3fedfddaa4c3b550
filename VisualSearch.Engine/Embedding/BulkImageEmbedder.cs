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
    private readonly Func<ValueTask> _close;
    private readonly SemaphoreSlim _places;
    private int _disposed;

    private BulkImageEmbedder(int parallelism, Func<RgbPixels, CancellationToken, Task<float[]>> embed, Func<ValueTask> close)
    {
        Parallelism = parallelism;
        _embed = embed;
        _close = close;
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
        await _close().ConfigureAwait(false);
    }

    internal static BulkImageEmbedder OnCpu(ImageTower tower, int parallelism, EmbeddingMetrics metrics, TimeProvider clock)
    {
        TowerQueue<RgbPixels> queue = new(tower.EmbedBatch, QueryKind.Image, workers: parallelism, maxBatch: 1, capacity: parallelism, metrics, clock);
        return new(parallelism, queue.EmbedAsync, CloseAsync);

        async ValueTask CloseAsync()
        {
            await queue.DisposeAsync().ConfigureAwait(false);
            tower.Dispose();
            FreedMemory.GiveBack();
        }
    }

    internal static BulkImageEmbedder OverQueue(EmbeddingModel model, int parallelism) => new(parallelism, model.EmbedImageAsync, () => ValueTask.CompletedTask);
}
