using System.Text.Json;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

/// <summary>The whole way from a picture to a ranking is as good as the model: the figures of its reference implementation on the demo shop.</summary>
public sealed class SearchQualityTests(DemoShop shop) : IClassFixture<DemoShop>
{
    private const double Tolerance = 0.02;

    [Fact]
    public async Task The_demo_shops_queries_find_their_products_as_often_as_the_reference()
    {
        List<int?> ranks = [];
        foreach (string line in File.ReadLines(Repository.PathOf("samples", "sample-shop", "queries.jsonl")))
        {
            JsonElement query = JsonDocument.Parse(line).RootElement;
            byte[] picture = await File.ReadAllBytesAsync(Repository.PathOf("samples", "sample-shop", query.GetProperty("image").GetString()!), Cancelled);
            JsonElement answer = await AnsweredAsync(shop.Api.PostRawAsync(ByImage + "?limit=100", picture, "image/jpeg"));
            int place = Found(answer).ToList().IndexOf(query.GetProperty("relevant").GetString());
            ranks.Add(place < 0 ? null : place + 1);
        }

        Assert.Equal(135, ranks.Count);
        double first = ranks.Average(rank => rank == 1 ? 1.0 : 0);
        double firstFive = ranks.Average(rank => rank <= 5 ? 1.0 : 0);
        double reciprocal = ranks.Average(rank => rank is int place ? 1.0 / place : 0);
        TestContext.Current.TestOutputHelper?.WriteLine($"recall@1 {first:F3}, recall@5 {firstFive:F3}, MRR {reciprocal:F3}");
        Assert.Equal(0.941, first, Tolerance);
        Assert.Equal(0.985, firstFive, Tolerance);
        Assert.Equal(0.960, reciprocal, Tolerance);
    }
}
