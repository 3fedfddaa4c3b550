using Microsoft.Extensions.Time.Testing;

namespace VisualSearch.Tests.Support;

/// <summary>Waits for what background work brings about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>For work that takes minutes on a busy machine, such as embedding hundreds of pictures.</summary>
    public static readonly TimeSpan LongPatience = TimeSpan.FromMinutes(10);

    /// <summary>As the other, for work that waits on a clock of the test's own: it moves by a step before each reading.</summary>
    public static Task<T> HoldsAsync<T>(FakeTimeProvider clock, TimeSpan step, Func<T> read, Func<T, bool> expected) => HoldsAsync(
        () =>
        {
            clock.Advance(step);
            return Task.FromResult(read());
        },
        expected);

    /// <summary>Reads until the value is as expected; a value that never is fails the test with what was seen last.</summary>
    public static async Task<T> HoldsAsync<T>(Func<Task<T>> read, Func<T, bool> expected, TimeSpan? patience = null)
    {
        TimeSpan limit = patience ?? Patience;
        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            T value = await read();
            if (expected(value))
            {
                return value;
            }

            if (TimeProvider.System.GetElapsedTime(started) > limit)
            {
                Assert.Fail($"After {limit.TotalSeconds:F0} s it still was: {value}");
            }

            // Work that takes minutes is not to be slowed by being asked about.
            await Task.Delay(patience is null ? Interval : 10 * Interval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
