namespace VisualSearch.Engine.Indexing;

/// <summary>The batches under way. For one caller, the loop.</summary>
/// <param name="atOnce">Batches that are not slow, at most.</param>
internal sealed class RunningBatches(int atOnce, TimeProvider time)
{
    /// <summary>Batches that only wait for slow pictures; beyond them no other is begun.</summary>
    private const int MostSlow = 16;

    private readonly List<RunningBatch> _batches = [];

    /// <summary>Nothing is under way, and all that had ended was taken note of.</summary>
    public bool None => _batches.Count == 0;

    /// <summary>What is under way, if anything, only waits for slow pictures.</summary>
    public bool Idle => _batches.TrueForAll(batch => batch.IsSlow);

    public void Add(RunningBatch batch) => _batches.Add(batch);

    /// <summary>Waits until another batch may start.</summary>
    public async Task RoomAsync(CancellationToken cancellationToken)
    {
        while (Brisk() is { } brisk && brisk.Length >= atOnce)
        {
            await EndOfOneAsync(brisk).WaitAsync(cancellationToken);
        }

        while (_batches.Where(batch => !batch.Work.IsCompleted).ToArray() is { } working && working.Length >= atOnce + MostSlow)
        {
            await Task.WhenAny(working.Select(batch => batch.Work)).WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends when a batch has ended or become slow that was neither, or when patience is over.</summary>
    public async Task ChangeAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (Brisk() is { Length: > 0 } brisk)
        {
            await ((Task)EndOfOneAsync(brisk)).WaitAsync(patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Takes note of those that have ended, and rethrows what one failed with.</summary>
    /// <returns>Whether there were any.</returns>
    public async Task<bool> TakeEndedAsync()
    {
        Task[] ended = [.. _batches.Select(batch => batch.Work).Where(work => work.IsCompleted)];
        _batches.RemoveAll(batch => ended.Contains(batch.Work));
        await Task.WhenAll(ended);
        return ended.Length > 0;
    }

    /// <summary>Waits for all of them, however they end.</summary>
    public async Task EndAsync() => await Task.WhenAll(_batches.Select(batch => batch.Work)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static Task<Task> EndOfOneAsync(IEnumerable<RunningBatch> batches) => Task.WhenAny(batches.Select(batch => batch.NotHurried));

    /// <summary>Those that may end or become slow yet. A slow one has done so for good, so waiting for it as well would be no waiting.</summary>
    private RunningBatch[] Brisk() => [.. _batches.Where(batch => !batch.NotHurried.IsCompleted)];
}
