using CsCheck;
using VisualSearch.Engine.Images;

namespace VisualSearch.Tests.Images;

public sealed class MemoryBudgetTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_does_not_fit_waits_until_enough_is_given_back()
    {
        MemoryBudget budget = new(100);
        MemoryBudget.Lease first = await budget.RentAsync(60, Cancelled);
        Task<MemoryBudget.Lease> second = budget.RentAsync(60, Cancelled).AsTask();
        Assert.False(second.IsCompleted);

        first.Dispose();

        using (await second)
        {
            Assert.Equal(40, budget.Free);
        }

        Assert.Equal(100, budget.Free);
    }

    [Fact]
    public async Task A_small_one_does_not_overtake_a_large_one()
    {
        MemoryBudget budget = new(100);
        MemoryBudget.Lease first = await budget.RentAsync(60, Cancelled);
        Task<MemoryBudget.Lease> large = budget.RentAsync(100, Cancelled).AsTask();
        Task<MemoryBudget.Lease> small = budget.RentAsync(1, Cancelled).AsTask();
        Assert.False(small.IsCompleted);

        first.Dispose();
        (await large).Dispose();
        (await small).Dispose();

        Assert.Equal(100, budget.Free);
    }

    [Fact]
    public async Task More_than_there_is_takes_all_and_a_lease_returns_only_once()
    {
        MemoryBudget budget = new(100);
        MemoryBudget.Lease all = await budget.RentAsync(long.MaxValue, Cancelled);
        Assert.Equal(0, budget.Free);

        all.Dispose();
        all.Dispose();

        Assert.Equal(100, budget.Free);
    }

    [Fact]
    public async Task Who_gives_up_waiting_lets_the_next_one_through()
    {
        MemoryBudget budget = new(100);
        using CancellationTokenSource impatient = new();
        MemoryBudget.Lease first = await budget.RentAsync(60, Cancelled);
        Task<MemoryBudget.Lease> large = budget.RentAsync(100, impatient.Token).AsTask();
        Task<MemoryBudget.Lease> small = budget.RentAsync(40, Cancelled).AsTask();

        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        (await small).Dispose();
        first.Dispose();
        Assert.Equal(100, budget.Free);
    }

    [Fact]
    public void Any_crowd_stays_within_the_budget_and_gives_all_of_it_back() =>
        Gen.Int[1, 150].Array[1, 40].Sample(
            sizes =>
            {
                MemoryBudget budget = new(100);
                Task.WaitAll(
                    [.. sizes.Select(size => Task.Run(async () =>
                    {
                        using (await budget.RentAsync(size, CancellationToken.None))
                        {
                            Assert.InRange(budget.Free, 0, 100 - Math.Min(size, 100));
                            await Task.Yield();
                        }
                    }))],
                    CancellationToken.None);
                Assert.Equal(100, budget.Free);
            },
            iter: 50);
}
