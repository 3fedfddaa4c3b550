using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine.Search;

/// <summary>A product found, before its card is read.</summary>
internal sealed record Hit(ProductId Product, double? Similarity, double? Relevance, PictureId? Picture, IReadOnlyList<MatchKind> MatchedBy);

/// <summary>A way of finding products, asked again with a greater limit when hits turned out to be gone.</summary>
internal abstract class HitSource
{
    /// <summary>The best hits, best first, at most <paramref name="limit"/>, one a product; fewer only when there are no more.</summary>
    public abstract Task<IReadOnlyList<Hit>> FindAsync(int limit, CancellationToken cancellationToken);
}

/// <summary>Products whose pictures are nearest to one of the vectors.</summary>
internal sealed class NearestHits(OpenIndex index, IReadOnlyList<float[]> vectors, QueryKind kind, MatchKind match, SearchRequest request, SearchTimings timings) : HitSource
{
    private readonly Calibration? _calibration = index.Model.CalibrationOf(kind);

    public override async Task<IReadOnlyList<Hit>> FindAsync(int limit, CancellationToken cancellationToken)
    {
        long started = SearchTimings.Start();
        float least = LeastScore();
        List<VectorHit> found = [];
        foreach (float[] vector in vectors)
        {
            found.AddRange(await index.Vectors.SearchAsync(new VectorQuery(vector, limit, least, request.Filter), cancellationToken));
        }

        timings.Searched(started);
        IEnumerable<VectorHit> best = vectors.Count == 1
            ? found
            : found.GroupBy(hit => hit.Product).Select(hits => hits.MaxBy(hit => hit.Score)).OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Product).Take(limit);
        return [.. best.Select(ToHit)];
    }

    private float LeastScore()
    {
        double least = request.Threshold > 0 ? request.Threshold : -1;
        if (request.MinRelevance > 0 && _calibration is not null)
        {
            least = Math.Max(least, _calibration.CosineOf(request.MinRelevance));
        }

        return (float)least;
    }

    private Hit ToHit(VectorHit hit) => new(hit.Product, Math.Clamp(hit.Score, 0, 1), _calibration?.RelevanceOf(hit.Score), hit.Picture, [match]);
}

/// <summary>Products whose texts contain the words.</summary>
internal sealed class WordHits(LexicalSearch lexical, string query, SearchRequest request, SearchTimings timings) : HitSource
{
    public override async Task<IReadOnlyList<Hit>> FindAsync(int limit, CancellationToken cancellationToken)
    {
        long started = SearchTimings.Start();
        IReadOnlyList<LexicalHit> found = await lexical.SearchAsync(query, request.Filter, limit, cancellationToken);
        timings.Searched(started);
        return [.. found.Select(hit => new Hit(hit.Product, null, null, null, [MatchKind.Lexical]))];
    }
}

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
        IReadOnlyList<Hit> one = await first.FindAsync(depth, cancellationToken);
        IReadOnlyList<Hit> other = await second.FindAsync(depth, cancellationToken);
        IEnumerable<Hit> deeper = Enumerable.Range(Depth, depth - Depth).SelectMany(rank => one.Skip(rank).Take(1).Concat(other.Skip(rank).Take(1)));
        return [.. Fuse(one.Take(Depth), other.Take(Depth)).Concat(deeper).DistinctBy(hit => hit.Product).Take(limit)];
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

/// <summary>
/// Products that look like a picture, refined by words ("this, but red"): those that both find come first, by reciprocal rank fusion, then those that look like the picture,
/// and last those that the words alone find. Whoever shows a picture wants likeness before anything; plain fusion would put every red thing between the look-alikes.
/// </summary>
/// <remarks>What both find is decided among the best <see cref="FusedHits.Depth"/> of each, whatever the limit; what lies deeper only follows, so that pages never overlap.</remarks>
internal sealed class RefinedHits(HitSource looks, HitSource words) : HitSource
{
    public override async Task<IReadOnlyList<Hit>> FindAsync(int limit, CancellationToken cancellationToken)
    {
        int depth = Math.Max(limit, FusedHits.Depth);
        IReadOnlyList<Hit> alike = await looks.FindAsync(depth, cancellationToken);
        IReadOnlyList<Hit> said = await words.FindAsync(depth, cancellationToken);
        Hit[] closest = [.. alike.Take(FusedHits.Depth)];
        Hit[] best = [.. said.Take(FusedHits.Depth)];
        Dictionary<ProductId, Hit> byLook = closest.ToDictionary(hit => hit.Product);
        Dictionary<ProductId, Hit> byWords = best.ToDictionary(hit => hit.Product);
        IEnumerable<Hit> both = FusedHits.Fuse(best, closest)
            .Where(hit => byLook.ContainsKey(hit.Product) && byWords.ContainsKey(hit.Product))
            .Select(hit => byLook[hit.Product] with { MatchedBy = [.. byLook[hit.Product].MatchedBy, .. byWords[hit.Product].MatchedBy] });
        return [.. both.Concat(alike).Concat(said).DistinctBy(hit => hit.Product).Take(limit)];
    }
}
