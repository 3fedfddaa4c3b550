using System.Threading.Channels;

namespace VisualSearch.Engine.Indexing.InProcess;

/// <summary>The queue of a process that indexes for itself. What it holds is lost with the process, which costs a sweep at the next start and nothing else.</summary>
public sealed class InProcessIndexQueue(TimeProvider time, int capacity = InProcessIndexQueue.DefaultCapacity) : IIndexQueue
{
    /// <summary>Wake-ups held at most; some 2 MB when full.</summary>
    public const int DefaultCapacity = 16_384;

    // Not DropWrite: TryWrite says whether a wake-up was taken, so that drops can be counted.
    private readonly Channel<IndexSignal> _channel = Channel.CreateBounded<IndexSignal>(new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.Wait });

    public ValueTask<int> EnqueueAsync(IReadOnlyList<IndexSignal> signals, CancellationToken cancellationToken)
    {
        int taken = 0;
        foreach (IndexSignal signal in signals)
        {
            if (_channel.Writer.TryWrite(signal))
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

    private List<QueuedSignal> Take(int limit)
    {
        List<QueuedSignal> taken = [];
        while (taken.Count < limit && _channel.Reader.TryRead(out IndexSignal? signal))
        {
            taken.Add(new QueuedSignal(signal, string.Empty));
        }

        return taken;
    }
}
