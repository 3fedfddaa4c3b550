using VisualSearch.Engine;
using VisualSearch.Engine.Search;

namespace VisualSearch.Tests.Search;

/// <summary>Rankings that are made one, walked page by page with a limit that grows.</summary>
public sealed class PagedHitsTests
{
    private const int PageSize = 72;

    [Theory]
    [InlineData(900, 900)]
    [InlineData(900, 250)]
    [InlineData(40, 900)]
    [InlineData(0, 300)]
    [InlineData(300, 0)]
    public async Task Every_product_is_on_one_page_of_those_that_look_alike_refined_by_words(int alike, int said)
    {
        Ranking looks = Ranking.Of(alike, MatchKind.Image);
        Ranking words = Ranking.Of(said, MatchKind.Lexical);

        IReadOnlyList<Hit> walked = await WalkAsync(new RefinedHits(looks, words));

        Assert.Equal(looks.Products.Union(words.Products).Order(), walked.Select(hit => hit.Product).Order());
        int both = walked.TakeWhile(hit => hit.MatchedBy.Count == 2).Count();
        Assert.Equal(looks.Products.Take(200).Intersect(words.Products.Take(200)).Count(), both);
        Assert.DoesNotContain(walked.Skip(both), hit => hit.MatchedBy.Count == 2);
    }

    [Theory]
    [InlineData(900, 900)]
    [InlineData(900, 250)]
    [InlineData(0, 300)]
    public async Task Every_product_is_on_one_page_of_two_rankings_fused(int one, int other)
    {
        Ranking first = Ranking.Of(one, MatchKind.Lexical);
        Ranking second = Ranking.Of(other, MatchKind.Semantic);

        IReadOnlyList<Hit> walked = await WalkAsync(new FusedHits(first, second));

        Assert.Equal(first.Products.Union(second.Products).Order(), walked.Select(hit => hit.Product).Order());
    }

    /// <summary>As pages are asked for: the first hits of a list that is found anew for each, a few more than are shown.</summary>
    private static async Task<IReadOnlyList<Hit>> WalkAsync(HitSource source)
    {
        List<Hit> walked = [];
        for (int offset = 0; ; offset += PageSize)
        {
            int wanted = offset + PageSize;
            IReadOnlyList<Hit> found = await source.FindAsync(wanted + (wanted / 8), TestContext.Current.CancellationToken);
            Hit[] page = [.. found.Skip(offset).Take(PageSize)];
            walked.AddRange(page);
            if (page.Length < PageSize)
            {
                return walked;
            }
        }
    }

    private sealed class Ranking(IReadOnlyList<ProductId> products, MatchKind match) : HitSource
    {
        public IReadOnlyList<ProductId> Products => products;

        /// <summary>The same one each time: a case that fails can be run again.</summary>
        public static Ranking Of(int count, MatchKind match)
        {
            long[] ids = [.. Enumerable.Range(1, 1000)];
            new Random((count * 10) + (int)match).Shuffle(ids);
            return new Ranking([.. ids.Take(count).Select(id => new ProductId(id))], match);
        }

        public override Task<IReadOnlyList<Hit>> FindAsync(int limit, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<Hit>>([.. products.Take(limit).Select(product => new Hit(product, null, null, null, [match]))]);
    }
}
