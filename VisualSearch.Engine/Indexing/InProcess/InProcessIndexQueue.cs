using System.Threading.Channels;

namespace VisualSearch.Engine.Indexing.InProcess;

/// <summary>The queue of a process that indexes for itself. What it holds is lost with the process, which costs a sweep at the next start and nothing else.</summary>
public sealed class InProcessIndexQueue(TimeProvider time, int capacity = InProcessIndexQueue.DefaultCapacity) : IIndexQueue
{
    /// <summary>Wake-ups held at most; some 2 MB when full.</summary>
    public const int DefaultCapacity = 16_384;

    // Not DropWrite: TryWrite says whether a wake-up was taken, so that drops can be counted.
    private readonly Channel<Waiting> _channel = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait });

    public ValueTask<int> EnqueueAsync(IReadOnlyList<IndexSignal> signals, CancellationToken cancellationToken)
    {
        int taken = 0;
        long now = time.GetTimestamp();
        foreach (IndexSignal signal in signals)
        {
            if (_channel.Writer.TryWrite(new Waiting(signal, now)))
            {
                taken++;
            }
        }

        return ValueTask.FromResult(taken);
    }

    public async Task<IReadOnlyList<QueuedSignal>> DequeueAsync(int limit, TimeSpan patience, CancellationToken cancellationToken)
    {
        List<QueuedSignal> taken = Take(limit);
        if (taken.Count > 0 || patience <= TimeSpan.Zero)
        {
            return taken;
        }

        using CancellationTokenSource outOfPatience = new(patience, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(outOfPatience.Token, cancellationToken);
        try
        {
            await _channel.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }

        return Take(limit);
    }

    public Task AcknowledgeAsync(IReadOnlyList<QueuedSignal> signals, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<long> CountAsync(CancellationToken cancellationToken) => ValueTask.FromResult((long)_channel.Reader.Count);

    public Task<IndexQueueFacts> InspectAsync(CancellationToken cancellationToken) => Task.FromResult(new IndexQueueFacts(
        _channel.Reader.Count, 0, _channel.Reader.TryPeek(out Waiting oldest) ? time.GetElapsedTime(oldest.Since) : null));

    private List<QueuedSignal> Take(int limit)
    {
        List<QueuedSignal> taken = [];
        while (taken.Count < limit && _channel.Reader.TryRead(out Waiting waiting))
        {
            taken.Add(new QueuedSignal(waiting.Signal, string.Empty));
        }

        return taken;
    }

    private readonly record struct Waiting(IndexSignal Signal, long Since);
}
