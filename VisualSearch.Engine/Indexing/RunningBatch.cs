namespace VisualSearch.Engine.Indexing;

/// <summary>A batch under way. Once it is slow, it only waits for pictures that take their time, and others may begin.</summary>
internal sealed class RunningBatch
{
    private readonly TaskCompletionSource _slow = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RunningBatch(Func<RunningBatch, Task> run)
    {
        Work = run(this);
        NotHurried = Task.WhenAny(Work, _slow.Task);
    }

    public Task Work { get; }

    public bool IsSlow => _slow.Task.IsCompleted;

    /// <summary>Ends when the batch has ended or become slow; never throws.</summary>
    public Task NotHurried { get; }

    public void BecomeSlow() => _slow.TrySetResult();
}
