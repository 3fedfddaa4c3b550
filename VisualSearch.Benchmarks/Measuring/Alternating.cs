using System.Diagnostics;

namespace VisualSearch.Benchmarks.Measuring;

/// <summary>Two ways timed turn by turn in one run, so that whatever else the machine does falls on both alike.</summary>
internal static class Alternating
{
    /// <param name="rounds">How many times each way is timed.</param>
    /// <param name="warmUp">How many turns of each come before, untimed.</param>
    public static Task<Pair> RunAsync(int warmUp, int rounds, Func<int, Task> ours, Func<int, Task> yardstick) =>
        MeasureAsync(warmUp, rounds, round => TimeAsync(ours, round), round => TimeAsync(yardstick, round));

    /// <summary>The same of two ways that measure themselves, in milliseconds.</summary>
    public static async Task<Pair> MeasureAsync(int warmUp, int rounds, Func<int, Task<double>> ours, Func<int, Task<double>> yardstick)
    {
        List<double> first = [];
        List<double> second = [];
        for (int round = -warmUp; round < rounds; round++)
        {
            double a = await ours(round);
            double b = await yardstick(round);
            if (round >= 0)
            {
                first.Add(a);
                second.Add(b);
            }
        }

        return new Pair(Median.Of(first), Median.Of(second));
    }

    public static Task<Pair> RunAsync(int warmUp, int rounds, Action<int> ours, Action<int> yardstick) => RunAsync(
        warmUp,
        rounds,
        round =>
        {
            ours(round);
            return Task.CompletedTask;
        },
        round =>
        {
            yardstick(round);
            return Task.CompletedTask;
        });

    /// <param name="argument">The turn's number; below 0 while warming up.</param>
    private static async Task<double> TimeAsync(Func<int, Task> way, int argument)
    {
        long started = Stopwatch.GetTimestamp();
        await way(argument);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}

/// <summary>Medians in milliseconds.</summary>
internal readonly record struct Pair(double Ours, double Yardstick)
{
    /// <summary>Ours as a multiple of the yardstick.</summary>
    public double Ratio => Ours / Yardstick;
}
