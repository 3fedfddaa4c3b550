namespace VisualSearch.Engine.Images;

/// <summary>A semaphore over bytes: holders together stay within the capacity; who waits is served in order, so a large picture is not starved by small ones.</summary>
internal sealed class MemoryBudget(long capacity)
{
    private readonly long _capacity = capacity;
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _queue = new();
    private long _free = capacity;

    /// <summary>Bytes not in use.</summary>
    public long Free
    {
        get
        {
            lock (_gate)
            {
                return _free;
            }
        }
    }

    /// <summary>Waits for the bytes; more than the capacity waits for all of it. Dispose to give them back.</summary>
    public async ValueTask<Lease> RentAsync(long bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long wanted = Math.Clamp(bytes, 0, _capacity);
        Waiter waiter;
        lock (_gate)
        {
            if (_queue.Count == 0 && wanted <= _free)
            {
                _free -= wanted;
                return new Lease(this, wanted);
            }

            waiter = new Waiter(wanted);
            _queue.AddLast(waiter);
        }

        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(_ => Abandon(waiter, cancellationToken), null);
        await using (registration.ConfigureAwait(false))
        {
            await waiter.Completion.Task.ConfigureAwait(false);
        }

        return new Lease(this, wanted);
    }

    private void Abandon(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_queue.Remove(waiter))
            {
                return;
            }

            waiter.Completion.SetCanceled(cancellationToken);
            Serve();
        }
    }

    private void Return(long bytes)
    {
        lock (_gate)
        {
            _free += bytes;
            Serve();
        }
    }

    private void Serve()
    {
        while (_queue.First is { } first && first.Value.Bytes <= _free)
        {
            _queue.RemoveFirst();
            _free -= first.Value.Bytes;
            first.Value.Completion.SetResult();
        }
    }

    /// <summary>Bytes held; given back once, however often it is disposed.</summary>
    internal sealed class Lease(MemoryBudget owner, long bytes) : IDisposable
    {
        private long _bytes = bytes;

        public void Dispose() => owner.Return(Interlocked.Exchange(ref _bytes, 0));
    }

    private sealed record Waiter(long Bytes)
    {
        public TaskCompletionSource Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
