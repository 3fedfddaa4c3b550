using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using VisualSearch.Benchmarks.Hosting;
using VisualSearch.Benchmarks.Measuring;

namespace VisualSearch.Benchmarks.Quality;

/// <summary>The bundled model through the real Api: products over REST, their pictures uploaded, then each query posted; recall and mean reciprocal rank against the model's README.</summary>
internal static class SearchQuality
{
    private const int Limit = 100;
    private const double Tolerance = 0.02;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        Report report = new("quality");
        foreach (LabelledSet set in new[] { LabelledSet.SampleShop(), LabelledSet.MagentoLuma() })
        {
            using DataFolder folder = new();
            await using ApiProcess api = await ApiProcess.StartAsync(folder, folder.BundledSettings(), cancellationToken);
            foreach (LabelledProduct product in set.Products)
            {
                await AddAsync(api.Http, product, cancellationToken);
            }

            while (await api.PendingAsync(cancellationToken) > 0)
            {
                await Task.Delay(Look, TimeProvider.System, cancellationToken);
            }

            List<int?> ranks = [];
            foreach (LabelledQuery query in set.Queries)
            {
                ranks.Add(await RankAsync(api, query, cancellationToken));
            }

            Add(report, set, "recall@1", ranks.Average(rank => rank == 1 ? 1.0 : 0), set.Reference.Recall1);
            Add(report, set, "recall@5", ranks.Average(rank => rank <= 5 ? 1.0 : 0), set.Reference.Recall5);
            Add(report, set, "MRR", ranks.Average(rank => rank is { } place ? 1.0 / place : 0), set.Reference.MeanReciprocalRank);
        }

        await report.WriteAsync(cancellationToken);
    }

    private static void Add(Report report, LabelledSet set, string measure, double ours, double reference) => report.Add(
        $"{set.Name} ({set.Queries.Count} queries): {measure}", Report.Number(ours), Report.Number(reference), Report.Number(ours / reference), "within 0.02", Math.Abs(ours - reference) <= Tolerance);

    private static async Task AddAsync(HttpClient http, LabelledProduct product, CancellationToken cancellationToken)
    {
        using HttpResponseMessage created = await http.PostAsJsonAsync(
            "/api/v1/products", new { external_id = product.ExternalId, title = product.Title, category = product.Category }, cancellationToken);
        string id = (await ApiProcess.ReadAsync(created, cancellationToken)).GetProperty("product_id").GetString()!;
        using MultipartFormDataContent form = [];
        using ByteArrayContent picture = new(await File.ReadAllBytesAsync(product.Picture, cancellationToken));
        picture.Headers.ContentType = new MediaTypeHeaderValue(TypeOf(product.Picture));
        form.Add(picture, "file", Path.GetFileName(product.Picture));
        using HttpResponseMessage uploaded = await http.PostAsync($"/api/v1/products/{id}/images", form, cancellationToken);
        await ApiProcess.ReadAsync(uploaded, cancellationToken);
    }

    /// <summary>The place of the first right product, from 1; null when it is not among the first hundred.</summary>
    private static async Task<int?> RankAsync(ApiProcess api, LabelledQuery query, CancellationToken cancellationToken)
    {
        JsonElement answer = await api.SearchByImageAsync(await File.ReadAllBytesAsync(query.Picture, cancellationToken), TypeOf(query.Picture), Limit, cancellationToken);
        string?[] found = [.. answer.GetProperty("results").EnumerateArray().Select(hit => hit.GetProperty("external_id").GetString())];
        int place = Array.FindIndex(found, id => query.Right.Contains(id));
        return place < 0 ? null : place + 1;
    }

    private static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".webp" => "image/webp",
        ".png" => "image/png",
        _ => "image/jpeg",
    };
}
