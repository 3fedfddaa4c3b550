using System.Globalization;
using VisualSearch.Benchmarks.Hosting;
using VisualSearch.Benchmarks.Measuring;
using VisualSearch.Benchmarks.Models;
using VisualSearch.Benchmarks.Pictures;

namespace VisualSearch.Benchmarks.Requests;

/// <summary>What the Api holds after 200 searches among 76,462 products, pictures and words by turns, when nothing is being indexed.</summary>
internal static class ResidentMemory
{
    private const int Searches = 200;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        Report report = new("memory");
        SyntheticClip clip = await SyntheticClip.UnpackAsync(cancellationToken);
        byte[][] pictures = [.. MadePictures.Small(8), .. MadePictures.Phone(2)];
        foreach (string variant in SyntheticClip.Variants)
        {
            using DataFolder folder = new();
            folder.CopyFrom(await GeneratedCatalogue.PrepareAsync(clip, variant, cancellationToken));
            await using ApiProcess api = await ApiProcess.StartAsync(folder, folder.Settings(clip, variant), cancellationToken);
            double atStart = api.ResidentMegabytes();
            for (int search = 0; search < Searches; search++)
            {
                await (search % 4 == 3
                    ? api.SearchByTextAsync(string.Create(CultureInfo.InvariantCulture, $"a red mug number {search}"), cancellationToken)
                    : api.SearchByImageAsync(pictures[search % pictures.Length], 10, cancellationToken));
            }

            await Task.Delay(Rest, TimeProvider.System, cancellationToken);
            double after = api.ResidentMegabytes();
            int most = variant == SyntheticClip.Int8 ? 600 : 1000;
            report.Add(
                $"resident memory after {Searches} searches, text tower loaded, image tower {variant}", Megabytes(after), $"{Megabytes(atStart)} when ready", "", $"<= {most} MB", after <= most);
        }

        await report.WriteAsync(cancellationToken);
    }

    private static string Megabytes(double value) => value.ToString("0 MB", CultureInfo.InvariantCulture);
}
