using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Search;
using VisualSearch.Engine.Vectors;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Search;

/// <summary>What a search asks beside each other: everything that waits for nothing of the other.</summary>
public sealed class SearchJourneyTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_rankings_are_asked_for_beside_each_other()
    {
        foreach (Func<HitSource, HitSource, HitSource> both in new Func<HitSource, HitSource, HitSource>[] { (one, other) => new FusedHits(one, other), (one, other) => new RefinedHits(one, other) })
        {
            Rendezvous meeting = new(2);

            Assert.Empty(await both(new Source(meeting), new Source(meeting)).FindAsync(10, Stop));
        }
    }

    [Fact]
    public async Task All_pictures_of_a_product_are_asked_with_beside_each_other()
    {
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync();
        Product product = await engine.AddAsync(new ProductDetails { Title = "fruit" }, SampleShop.Picture("1f345"), SampleShop.Picture("1f34c"), SampleShop.Picture("1f350"));
        await engine.IndexedAsync(product.Id);
        engine.Services.GetRequiredService<LivingIndexes>().Adopt(engine.Index with { Vectors = new MeetingIndex(engine.Index.Vectors, new Rendezvous(3)) });

        SearchAnswer? answer = await engine.Search.SimilarAsync(ProductKey.Of(product.Id), new SearchRequest(), new SearchTimings(), Stop);

        Assert.Empty(answer!.Results);
    }

    [Fact]
    public void What_goes_on_at_once_within_a_stage_counts_once()
    {
        SearchTimings timings = new();
        using (timings.Searching())
        {
            using (timings.Searching())
            {
            }

            Assert.Equal(TimeSpan.Zero, timings.Vectors);
        }

        TimeSpan once = timings.Vectors;
        Assert.InRange(once, TimeSpan.FromTicks(1), TimeSpan.MaxValue);
        using (timings.Searching())
        {
        }

        Assert.True(timings.Vectors >= once);
        Assert.Equal(TimeSpan.Zero, timings.Embed);
    }

    /// <summary>Each waits until all have come.</summary>
    private sealed class Rendezvous(int parties)
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _missing = parties;

        public Task MeetAsync()
        {
            if (Interlocked.Decrement(ref _missing) == 0)
            {
                _all.SetResult();
            }

            return _all.Task.WaitAsync(Limit, TimeProvider.System, Stop);
        }
    }

    private sealed class Source(Rendezvous meeting) : HitSource
    {
        public override async Task<IReadOnlyList<Hit>> FindAsync(int limit, CancellationToken cancellationToken)
        {
            await meeting.MeetAsync();
            return [];
        }
    }

    private sealed class MeetingIndex(IVectorIndex inner, Rendezvous meeting) : IVectorIndex
    {
        public int Dimension => inner.Dimension;

        public Task ApplyAsync(IReadOnlyList<ProductVectors> products, CancellationToken cancellationToken) => inner.ApplyAsync(products, cancellationToken);

        public async Task<IReadOnlyList<VectorHit>> SearchAsync(VectorQuery query, CancellationToken cancellationToken)
        {
            await meeting.MeetAsync();
            return await inner.SearchAsync(query, cancellationToken);
        }

        public Task<long> CountAsync(CancellationToken cancellationToken) => inner.CountAsync(cancellationToken);

        public IAsyncEnumerable<IndexedPicture> ReadAllAsync(CancellationToken cancellationToken) => inner.ReadAllAsync(cancellationToken);
    }
}
