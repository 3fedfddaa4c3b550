using System.Diagnostics;
using System.Globalization;
using VisualSearch.Benchmarks.Hosting;

namespace VisualSearch.Benchmarks.Indexing;

/// <summary>Pictures a second.</summary>
internal static class Rate
{
    // Each look costs the process that is measured some milliseconds, ten a second as much as half a picture.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    // What an answer says is pending may have been counted so long ago, when little had been written yet.
    private static readonly TimeSpan OldestFigure = TimeSpan.FromSeconds(2);

    /// <summary>The rate between a tenth and nine tenths of the work, so neither the start nor the last, half empty batch counts.</summary>
    /// <param name="pictures">How many products wait, or waited, each with one picture.</param>
    public static async Task<double> OfIndexingAsync(ApiProcess api, int pictures, CancellationToken cancellationToken)
    {
        await Task.Delay(OldestFigure, TimeProvider.System, cancellationToken);
        (long Pending, long At)? first = null;
        while (true)
        {
            long pending = await api.PendingAsync(cancellationToken);
            long now = Stopwatch.GetTimestamp();
            if (pending <= pictures * 9 / 10)
            {
                first ??= (pending, now);
            }

            if (first is { } from && pending <= pictures / 10)
            {
                return from.At == now
                    ? throw new InvalidDataException("The indexing was over before it could be watched.")
                    : (from.Pending - pending) / Stopwatch.GetElapsedTime(from.At, now).TotalSeconds;
            }

            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    public static string Text(double rate) => rate.ToString("0.0 /s", CultureInfo.InvariantCulture);
}
