using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VisualSearch.Benchmarks.Hosting;
using VisualSearch.Benchmarks.Measuring;
using VisualSearch.Benchmarks.Models;
using VisualSearch.Benchmarks.Pictures;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;

namespace VisualSearch.Benchmarks.Indexing;

/// <summary>
/// Pictures a second through the real pipeline of the real Api, 640x640 JPEGs kept on the local disk, against the image tower alone at its best setting on all
/// cores: one run with all threads, or a run of one thread on each core, whichever is faster. The yardstick is taken before and after.
/// </summary>
internal static class IndexingThroughput
{
    private const int Pictures = 400;

    private static readonly TimeSpan Yardstick = TimeSpan.FromSeconds(6);

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        Report report = new("indexing");
        SyntheticClip clip = await SyntheticClip.UnpackAsync(cancellationToken);
        byte[][] pictures = MadePictures.Small(Pictures);
        foreach (string variant in SyntheticClip.Variants)
        {
            using DataFolder folder = new();
            Dictionary<string, string?> settings = folder.Settings(clip, variant);
            await WriteAsync(folder, settings, pictures, cancellationToken);
            double before = InferenceAlone(clip, variant);
            double pipeline;
            await using (ApiProcess api = await ApiProcess.StartAsync(folder, settings, cancellationToken))
            {
                pipeline = await Rate.OfIndexingAsync(api, Pictures, cancellationToken);
            }

            double alone = (before + InferenceAlone(clip, variant)) / 2;
            report.Add(
                $"indexing 640x640 JPEGs from local disk / inference alone, {variant}", Rate.Text(pipeline), Rate.Text(alone), Report.Number(pipeline / alone), ">= 0.75", pipeline / alone >= 0.75);
        }

        await report.WriteAsync(cancellationToken);
    }

    private static async Task WriteAsync(DataFolder folder, Dictionary<string, string?> settings, byte[][] pictures, CancellationToken cancellationToken)
    {
        using IHost host = BenchmarkEngine.Open(folder.Root, settings);
        await host.Services.GetRequiredService<CatalogueStartup>().PrepareAsync(cancellationToken);
        ProductWrites writes = host.Services.GetRequiredService<ProductWrites>();
        IImageStore store = host.Services.GetRequiredService<IImageStore>();
        for (int at = 0; at < pictures.Length; at++)
        {
            string key = await store.SaveAsync(pictures[at], cancellationToken);
            await writes.CreateAsync(new ProductDetails { Title = string.Create(CultureInfo.InvariantCulture, $"Product {at}") }, [ImageReference.Kept.Prefix + key], cancellationToken);
        }
    }

    private static double InferenceAlone(SyntheticClip clip, string variant) =>
        Math.Max(TowerRate(clip, variant, runs: 1, threads: Environment.ProcessorCount), TowerRate(clip, variant, runs: Environment.ProcessorCount, threads: 1));

    private static double TowerRate(SyntheticClip clip, string variant, int runs, int threads)
    {
        RgbPixels pixels = new(clip.Manifest.Image.Width, clip.Manifest.Image.Height, new byte[clip.Manifest.Image.Width * clip.Manifest.Image.Height * 3]);
#pragma warning disable CA5394 // Not a secret: noise, so that no run is easier than a picture.
        new Random(1).NextBytes(pixels.Data);
#pragma warning restore CA5394
        ImageTowerAlone[] towers = [.. Enumerable.Range(0, runs).Select(_ => new ImageTowerAlone(clip, variant, pixels, threads))];
        Array.ForEach(towers, tower => tower.Run());
        long started = Stopwatch.GetTimestamp();
        int[] done = new int[runs];
        Thread[] threadsOfRuns = [.. towers.Select((tower, run) => new Thread(() =>
        {
            while (Stopwatch.GetElapsedTime(started) < Yardstick)
            {
                tower.Run();
                done[run]++;
            }
        }))];
        Array.ForEach(threadsOfRuns, thread => thread.Start());
        Array.ForEach(threadsOfRuns, thread => thread.Join());
        double rate = done.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
        Array.ForEach(towers, tower => tower.Dispose());
        return rate;
    }
}
