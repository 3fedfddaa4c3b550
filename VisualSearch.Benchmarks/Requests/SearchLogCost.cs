using System.Diagnostics;
using System.Globalization;
using VisualSearch.Benchmarks.Hosting;
using VisualSearch.Benchmarks.Measuring;
using VisualSearch.Benchmarks.Models;

namespace VisualSearch.Benchmarks.Requests;

/// <summary>The same searches by words on two Apis over one distributed system, of which one logs them and the other does not. By words alone, for they are the quickest: there a log would show.</summary>
internal static class SearchLogCost
{
    private const int Runs = 5;

    // Long enough that each run has several batches of the log written behind it.
    private const int Searches = 2000;
    private const int AtOnce = 4;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        Report report = new("search-log");
        SyntheticClip clip = await SyntheticClip.UnpackAsync(cancellationToken);
        await using BothModes modes = await BothModes.StartAsync(clip, SyntheticClip.Int8, cancellationToken);
        await using ApiProcess on = await modes.StartDistributedAsync([], cancellationToken);
        await using ApiProcess off = await modes.StartDistributedAsync([("Catalogue:SearchLog", "false")], cancellationToken);
        await TimeAsync(on, cancellationToken);
        await TimeAsync(off, cancellationToken);
        (double On, double Off) before = (on.ProcessorTime.TotalMilliseconds, off.ProcessorTime.TotalMilliseconds);
        Pair pair = await Alternating.MeasureAsync(0, Runs, _ => TimeAsync(on, cancellationToken), _ => TimeAsync(off, cancellationToken));
        report.AddAtMost($"{Searches} searches by words, {AtOnce} at once: search log on / off", pair, 1.03);
        // Which other work on the machine does not move.
        Pair processor = new(on.ProcessorTime.TotalMilliseconds - before.On, off.ProcessorTime.TotalMilliseconds - before.Off);
        report.Add("the same, processor time of the Apis", Report.Milliseconds(processor.Ours), Report.Milliseconds(processor.Yardstick), Report.Number(processor.Ratio), "", null);
        await report.WriteAsync(cancellationToken);
    }

    private static async Task<double> TimeAsync(ApiProcess api, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Searches),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (search, token) => await api.SearchByTextAsync(string.Create(CultureInfo.InvariantCulture, $"товар серии {search % 997}"), "lexical", token));
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
