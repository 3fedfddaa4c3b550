using Microsoft.Extensions.Time.Testing;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Tests.Indexing;

/// <summary>What the loop waits for while batches are under way: for nothing that has happened already.</summary>
public sealed class RunningBatchesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slow_batch_takes_no_place_and_is_not_waited_for_in_the_stead_of_a_brisk_one()
    {
        RunningBatches batches = new(1, _time);
        Slow(batches);
        await batches.RoomAsync(Stop);
        Brisk(batches);

        Task change = batches.ChangeAsync(Patience, Stop);
        Assert.Equal((false, false), (batches.Idle, change.IsCompleted));

        _end.SetResult();
        await change.WaitAsync(Limit, TimeProvider.System, Stop);
        await batches.RoomAsync(Stop);
        Assert.True(await batches.TakeEndedAsync());
        Assert.Equal((true, false), (batches.Idle, batches.None));
    }

    [Fact]
    public async Task Who_waits_for_room_beside_a_slow_batch_stops_when_told()
    {
        RunningBatches batches = new(1, _time);
        Slow(batches);
        Brisk(batches);
        using CancellationTokenSource stop = new();
        // Beside the test, so that one that goes round without waiting does not keep it.
        Task room = Task.Run(() => batches.RoomAsync(stop.Token), Stop);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => room.WaitAsync(Limit, TimeProvider.System, Stop));
    }

    [Fact]
    public async Task Waiting_for_a_change_ends_with_its_patience()
    {
        RunningBatches batches = new(2, _time);
        Slow(batches);
        Brisk(batches);
        Task change = batches.ChangeAsync(Patience, Stop);
        Assert.False(change.IsCompleted);

        _time.Advance(Patience);

        await change.WaitAsync(Limit, TimeProvider.System, Stop);
    }

    [Fact]
    public async Task A_batch_that_becomes_slow_makes_room_and_a_failed_one_is_told_of_once()
    {
        RunningBatches batches = new(1, _time);
        RunningBatch brisk = Brisk(batches);
        Task room = batches.RoomAsync(Stop);
        Assert.False(room.IsCompleted);

        brisk.BecomeSlow();
        await room.WaitAsync(Limit, TimeProvider.System, Stop);
        _end.SetException(new InvalidOperationException("a mistake"));

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await brisk.NotHurried;
            await batches.TakeEndedAsync();
        });
        Assert.True(batches.None);
        Assert.False(await batches.TakeEndedAsync());
    }

    private RunningBatch Brisk(RunningBatches batches)
    {
        RunningBatch batch = new(_ => _end.Task);
        batches.Add(batch);
        return batch;
    }

    private static void Slow(RunningBatches batches)
    {
        RunningBatch batch = new(_ => new TaskCompletionSource().Task);
        batch.BecomeSlow();
        batches.Add(batch);
    }
}
