namespace VisualSearch.Engine.Search;

/// <summary>
/// Two rankings made one by reciprocal rank fusion: a product's score is the sum of 1 / (60 + rank) over the rankings it is in
/// (Cormack, Clarke and Büttcher, SIGIR 2009). Ranks are compared, not scores, since cosines and word weights have no common scale.
/// </summary>
/// <remarks>The best <see cref="Depth"/> of each are fused, whatever the limit; what lies deeper follows by its rank and changes nothing above it, so that pages never overlap.</remarks>
internal sealed class FusedHits(HitSource first, HitSource second) : HitSource
{
    /// <summary>How deep two rankings are compared: the red one may be the fortieth of those that look alike. The same for all pages, or a product would move from one to another.</summary>
    public const int Depth = 200;

    private const double RankConstant = 60;

    public override async Task<IReadOnlyList<Hit>> FindAsync(int limit, CancellationToken cancellationToken)
    {
        int depth = Math.Max(limit, Depth);
        (IReadOnlyList<Hit> one, IReadOnlyList<Hit> other) = await BothAsync(first, second, depth, cancellationToken);
        IEnumerable<Hit> deeper = Enumerable.Range(Depth, depth - Depth).SelectMany(rank => one.Skip(rank).Take(1).Concat(other.Skip(rank).Take(1)));
        return [.. Fuse(one.Take(Depth), other.Take(Depth)).Concat(deeper).DistinctBy(hit => hit.Product).Take(limit)];
    }

    /// <summary>What both find, beside each other.</summary>
    public static async Task<(IReadOnlyList<Hit> First, IReadOnlyList<Hit> Second)> BothAsync(HitSource first, HitSource second, int limit, CancellationToken cancellationToken)
    {
        // The second begins first: it may have a model or another machine to wait for, where the first may have the database in this process.
        Task<IReadOnlyList<Hit>> other = second.FindAsync(limit, cancellationToken);
        Task<IReadOnlyList<Hit>> one = first.FindAsync(limit, cancellationToken);
        await Task.WhenAll(one, other);
        return (await one, await other);
    }

    /// <summary>Each product once, with the figures of the second ranking where both have it.</summary>
    public static IEnumerable<Hit> Fuse(IEnumerable<Hit> first, IEnumerable<Hit> second)
    {
        Dictionary<ProductId, (Hit Hit, double Score)> fused = [];
        foreach (IEnumerable<Hit> source in new[] { first, second })
        {
            int rank = 0;
            foreach (Hit hit in source)
            {
                double score = 1 / (RankConstant + ++rank);
                fused[hit.Product] = fused.TryGetValue(hit.Product, out (Hit Hit, double Score) other) ? (Merge(other.Hit, hit), other.Score + score) : (hit, score);
            }
        }

        return fused.Values.OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Hit.Product).Select(hit => hit.Hit);
    }

    private static Hit Merge(Hit words, Hit meaning) => meaning with { MatchedBy = [.. words.MatchedBy, .. meaning.MatchedBy] };
}
