using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VisualSearch.Benchmarks.Models;
using VisualSearch.Benchmarks.Vectors;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;

namespace VisualSearch.Benchmarks.Hosting;

/// <summary>76,462 products with stored vectors and no picture files, written through the Engine's own catalogue; made once a machine and variant, then copied.</summary>
internal static class GeneratedCatalogue
{
    private const int BatchSize = 500;
    private const string Worker = "benchmark";

    /// <returns>A folder to be copied from, as <c>Data:Directory</c> would be.</returns>
    public static async Task<string> PrepareAsync(SyntheticClip clip, string variant, CancellationToken cancellationToken)
    {
        using DataFolder work = new();
        string fingerprint = await FingerprintAsync(work, clip, variant, cancellationToken);
        string prepared = Path.Combine(Path.GetTempPath(), "visualsearch-benchmarks", "catalogues", fingerprint[..16]);
        if (Directory.Exists(prepared))
        {
            return prepared;
        }

        Console.Error.WriteLine($"Writing {GeneratedVectors.Count} products for {variant}, once");
        using (IHost host = BenchmarkEngine.Open(work.Root, work.Settings(clip, variant)))
        {
            await FillAsync(host.Services, fingerprint, GeneratedVectors.Count, cancellationToken);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(prepared)!);
        string part = $"{prepared}.{Environment.ProcessId}.part";
        Directory.CreateDirectory(part);
        foreach (string file in Directory.EnumerateFiles(work.Data).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(part, Path.GetFileName(file)));
        }

        Directory.Move(part, prepared);
        return prepared;
    }

    /// <summary>Writes the first of these products into the catalogue that the settings name, as it is when they have all been indexed.</summary>
    public static async Task WriteAsync(SyntheticClip clip, string variant, DataFolder folder, Dictionary<string, string?> settings, int count, CancellationToken cancellationToken)
    {
        using DataFolder work = new();
        string fingerprint = await FingerprintAsync(work, clip, variant, cancellationToken);
        using IHost host = BenchmarkEngine.Open(folder.Root, settings);
        await FillAsync(host.Services, fingerprint, count, cancellationToken);
    }

    private static async Task<string> FingerprintAsync(DataFolder folder, SyntheticClip clip, string variant, CancellationToken cancellationToken)
    {
        using IHost host = BenchmarkEngine.Open(folder.Root, folder.Settings(clip, variant));
        await using EmbeddingModel model = await host.Services.GetRequiredService<ModelLibrary>().LoadAsync(null, cancellationToken);
        return model.Fingerprint;
    }

    private static async Task FillAsync(IServiceProvider services, string fingerprint, int count, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<CatalogueStartup>().PrepareAsync(cancellationToken);
        Generation generation = await services.GetRequiredService<Generations>().EnsureActiveAsync(SyntheticClip.Name, fingerprint, GeneratedVectors.Dimension, cancellationToken);
        ProductWrites writes = services.GetRequiredService<ProductWrites>();
        IndexOutbox outbox = services.GetRequiredService<IndexOutbox>();
        int at = 0;
        foreach (float[][] vectors in new GeneratedVectors().All().Take(count).Chunk(BatchSize))
        {
            Dictionary<ProductId, float[]> made = [];
            foreach (float[] vector in vectors)
            {
                WriteResult written = await writes.CreateAsync(Details(at), [string.Create(CultureInfo.InvariantCulture, $"https://pictures.example/{at}.jpg")], cancellationToken);
                made[written.Product!.Id] = vector;
                at++;
            }

            IReadOnlyList<IndexClaim> claims = await outbox.ClaimAsync(generation.Id, [.. made.Keys], BatchSize, Worker, TimeSpan.FromMinutes(5), cancellationToken);
            await outbox.SaveWorkAsync(fingerprint, [.. claims.Select(claim => Work(claim, made[claim.Product]))], cancellationToken);
            await outbox.CommitAsync(generation.Id, Worker, [.. claims.Select(claim => new IndexedProduct(claim.Product, claim.Version))], cancellationToken);
        }
    }

    private static ProductDetails Details(int at) => new()
    {
        ExternalId = string.Create(CultureInfo.InvariantCulture, $"made_{at}"),
        Title = string.Create(CultureInfo.InvariantCulture, $"Product {at} of series {at % 997}"),
        Description = "Made for measuring; nothing of it is for sale.",
        Category = string.Create(CultureInfo.InvariantCulture, $"category {at % 40}"),
        Brand = string.Create(CultureInfo.InvariantCulture, $"brand {at % 300}"),
        PriceMinor = 1000 + (at * 7919L % 900_000),
        Currency = "KGS",
        InStock = at % 3 != 0,
        Translations = new Dictionary<string, Translation> { ["ru"] = new(string.Create(CultureInfo.InvariantCulture, $"Товар {at} серии {at % 997}"), null) },
    };

    private static PictureWork Work(IndexClaim claim, float[] vector)
    {
        Half[] stored = new Half[vector.Length];
        TensorPrimitives.ConvertToHalf(vector, stored);
        ClaimedPicture picture = claim.Pictures[0];
        return new PictureWork(picture.Id, ContentHash.Of(BitConverter.GetBytes(picture.Id.Value)), null, stored, null, null);
    }
}
