using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VisualSearch.Benchmarks.Hosting;
using VisualSearch.Benchmarks.Measuring;
using VisualSearch.Benchmarks.Models;
using VisualSearch.Benchmarks.Pictures;
using VisualSearch.Engine.Images;

namespace VisualSearch.Benchmarks.Requests;

/// <summary>A search by picture over HTTP among 76,462 products, whole time against the image tower alone; and what the process holds afterwards.</summary>
internal static class ImageRequests
{
    // The steady state: until a method has run some thirty times, it is not the optimised one.
    private const int WarmUp = 60;
    private const int Rounds = 40;
    private const int Pictures = 8;
    private const int Limit = 10;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        Report report = new("request");
        SyntheticClip clip = await SyntheticClip.UnpackAsync(cancellationToken);
        byte[][] small = MadePictures.Small(Pictures);
        byte[][] phone = MadePictures.Phone(Pictures);
        foreach (string variant in SyntheticClip.Variants)
        {
            using DataFolder folder = new();
            folder.CopyFrom(await GeneratedCatalogue.PrepareAsync(clip, variant, cancellationToken));
            using ImageTowerAlone tower = new(clip, variant, await DecodeAsync(clip, folder, variant, small[0], cancellationToken), Environment.ProcessorCount);
            await using ApiProcess api = await ApiProcess.StartAsync(folder, folder.Settings(clip, variant), cancellationToken);

            Pair bySmall = await Alternating.RunAsync(WarmUp, Rounds, round => Post(small, round), _ => Infer());
            report.AddAtMost($"by-image request, 640x640 JPEG ({small[0].Length / 1024} KB), whole time / inference, {variant}", bySmall, 1.35);
            Pair byPhone = await Alternating.RunAsync(WarmUp, Rounds, round => Post(phone, round), _ => Infer());
            report.AddAtMost($"by-image request, 12 Mpx JPEG ({phone[0].Length / 1024} KB), whole time / inference, {variant}", byPhone, variant == SyntheticClip.Fp32 ? 2.0 : 2.5);

            Task Post(byte[][] pictures, int round) => api.SearchByImageAsync(pictures[Math.Abs(round) % pictures.Length], Limit, cancellationToken);

            Task Infer()
            {
                tower.Run();
                return Task.CompletedTask;
            }
        }

        await report.WriteAsync(cancellationToken);
    }

    private static async Task<RgbPixels> DecodeAsync(SyntheticClip clip, DataFolder folder, string variant, byte[] picture, CancellationToken cancellationToken)
    {
        using IHost host = BenchmarkEngine.Open(folder.Root, folder.Settings(clip, variant));
        PixelSpec spec = new(clip.Manifest.Image.Width, clip.Manifest.Image.Height);
        PictureResult<RgbPixels> decoded = await host.Services.GetRequiredService<PictureDecoder>().DecodeAsync(picture, spec, cancellationToken);
        return decoded.Value ?? throw new InvalidDataException(decoded.Failure?.Detail);
    }
}
