using System.Globalization;
using System.Net.Http.Json;
using VisualSearch.Benchmarks.Hosting;
using VisualSearch.Benchmarks.Measuring;
using VisualSearch.Benchmarks.Models;
using VisualSearch.Benchmarks.Pictures;

namespace VisualSearch.Benchmarks.Indexing;

/// <summary>
/// Pictures a second from products that are written over REST, 640x640 JPEGs fetched over HTTP: two Indexers behind a Redis stream, Postgres and the stand-in for Qdrant,
/// all on this machine, against one process that does all of it. The Indexers share the cores as one process has them. The yardstick is taken before and after.
/// </summary>
internal static class DistributedIndexing
{
    private const int Pictures = 400;

    /// <summary>Indexed beforehand: the loop, the database's and the queue's code are compiled while they work, twice where two processes share the cores, and that is over after some seconds.</summary>
    private const int WarmUp = 200;

    private const int Indexers = 2;
    private const int WritesAtOnce = 4;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        Report report = new("distributed-indexing");
        SyntheticClip clip = await SyntheticClip.UnpackAsync(cancellationToken);
        await using PictureHost pictures = await PictureHost.StartAsync(MadePictures.Small(WarmUp + Pictures), cancellationToken);
        foreach (string variant in SyntheticClip.Variants)
        {
            double before = await EmbeddedAsync(clip, variant, pictures, cancellationToken);
            double distributed = await DistributedAsync(clip, variant, pictures, cancellationToken);
            double embedded = (before + await EmbeddedAsync(clip, variant, pictures, cancellationToken)) / 2;
            double ratio = distributed / embedded;
            report.Add($"indexing, {Indexers} Indexers on Redis and Postgres / one embedded process, {variant}", Rate.Text(distributed), Rate.Text(embedded), Report.Number(ratio), ">= 0.8", ratio >= 0.8);
        }

        await report.WriteAsync(cancellationToken);
    }

    private static async Task<double> EmbeddedAsync(SyntheticClip clip, string variant, PictureHost pictures, CancellationToken cancellationToken)
    {
        using DataFolder folder = new();
        await using ApiProcess api = await ApiProcess.StartAsync(folder, Settings(folder, clip, variant), cancellationToken);
        return await IndexAsync(api, pictures, cancellationToken);
    }

    private static async Task<double> DistributedAsync(SyntheticClip clip, string variant, PictureHost pictures, CancellationToken cancellationToken)
    {
        using DataFolder folder = new();
        await using DistributedServers servers = await DistributedServers.StartAsync(cancellationToken);
        Dictionary<string, string?> settings = servers.Settings(Settings(folder, clip, variant));
        await using ApiProcess api = await ApiProcess.StartAsync(folder, settings, cancellationToken);
        List<ApiProcess> indexers = [];
        try
        {
            // As an operator shares a machine among several.
            settings["Embedding:Threads"] = Math.Max(1, Environment.ProcessorCount / Indexers).ToString(CultureInfo.InvariantCulture);
            while (indexers.Count < Indexers)
            {
                indexers.Add(await ApiProcess.StartIndexerAsync(folder, settings, cancellationToken));
            }

            return await IndexAsync(api, pictures, cancellationToken);
        }
        finally
        {
            foreach (ApiProcess indexer in indexers)
            {
                await indexer.DisposeAsync();
            }
        }
    }

    private static Dictionary<string, string?> Settings(DataFolder folder, SyntheticClip clip, string variant)
    {
        Dictionary<string, string?> settings = folder.Settings(clip, variant);
        settings["Images:AllowedNetworks:0"] = "127.0.0.1/32";
        return settings;
    }

    private static async Task<double> IndexAsync(ApiProcess api, PictureHost pictures, CancellationToken cancellationToken)
    {
        await WriteAsync(api, pictures, Enumerable.Range(0, WarmUp), cancellationToken);
        _ = await Rate.OfIndexingAsync(api, WarmUp, cancellationToken);
        await WriteAsync(api, pictures, Enumerable.Range(WarmUp, Pictures), cancellationToken);
        return await Rate.OfIndexingAsync(api, Pictures, cancellationToken);
    }

    private static Task WriteAsync(ApiProcess api, PictureHost pictures, IEnumerable<int> products, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        products,
        new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = cancellationToken },
        async (at, token) =>
        {
            string title = string.Create(CultureInfo.InvariantCulture, $"Product {at}");
            using HttpResponseMessage answer = await api.Http.PostAsJsonAsync("/api/v1/products", new { title, images = new[] { pictures.AddressOf(at) } }, token);
            await ApiProcess.ReadAsync(answer, token);
        });
}
