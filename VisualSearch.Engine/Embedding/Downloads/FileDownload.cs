using System.Globalization;

namespace VisualSearch.Engine.Embedding.Downloads;

/// <summary>Gets one file, however often that takes: goes on where an attempt was cut, and lets a file appear under its name only when it is whole and right.</summary>
internal sealed class FileDownload(HttpClient client, DownloadRules rules, TimeProvider time, IProgress<DownloadProgress> progress)
{
    /// <returns><see cref="DownloadEnd.Whole"/> with the file in its place, or <see cref="DownloadEnd.Refused"/>.</returns>
    public async Task<DownloadEnd> RunAsync(DownloadOrder order, CancellationToken cancellationToken)
    {
        bool startedOver = false;
        int fruitless = 0;
        for (int attempt = 1; ; attempt++)
        {
            long before = LengthOf(order.Part);
            switch (Judged(order, await new DownloadAttempt(client, rules, time, progress).RunAsync(order, cancellationToken).ConfigureAwait(false)))
            {
                case DownloadEnd.Whole whole:
                    return Placed(order, whole);
                case DownloadEnd.Wrong(var reason):
                    File.Delete(order.Part);
                    File.Delete(order.PartTag);
                    if (startedOver)
                    {
                        return new DownloadEnd.Refused($"{reason} It was removed, twice.");
                    }

                    startedOver = true;
                    Say(order, $"{reason} It was removed and is downloaded again from its beginning.");
                    break;
                case DownloadEnd.Cut(var reason, var wait):
                    fruitless = LengthOf(order.Part) > before ? 0 : fruitless + 1;
                    if (fruitless >= rules.FruitlessAttempts || attempt >= rules.Attempts)
                    {
                        return new DownloadEnd.Refused($"{reason} Given up after {attempt} attempts{(LengthOf(order.Part) > 0 ? "; what has arrived is kept, and the next pull goes on from there" : "")}.");
                    }

                    TimeSpan pause = wait ?? DelayAfter(fruitless);
                    Say(order, string.Create(CultureInfo.InvariantCulture, $"{reason} Trying again in {pause.TotalSeconds:0.#} s."));
                    await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
                    break;
                case DownloadEnd end:
                    return end;
            }
        }
    }

    private static DownloadEnd Placed(DownloadOrder order, DownloadEnd whole)
    {
        try
        {
            File.Move(order.Part, order.Target, overwrite: true);
            File.Delete(order.PartTag);
            return whole;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new DownloadEnd.Refused($"{order.Target} cannot be written: {failure.Message}");
        }
    }

    private static DownloadEnd Judged(DownloadOrder order, DownloadEnd end) => end is DownloadEnd.Whole { Sha256: var sha256 } && order.Sha256 is { } wanted && sha256 != wanted
        ? new DownloadEnd.Wrong($"{order.File} is damaged: its SHA-256 is {sha256} instead of {wanted}.")
        : end;

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private void Say(DownloadOrder order, string what) => progress.Report(new DownloadProgress(order.File, LengthOf(order.Part), order.Bytes, what));

    private TimeSpan DelayAfter(int fruitless)
    {
        // An attempt that brought something is followed by the next almost at once.
        TimeSpan delay = rules.FirstDelay * Math.Pow(2, Math.Min(fruitless, 20) - 1);
        return delay < rules.LongestDelay ? delay : rules.LongestDelay;
    }
}
