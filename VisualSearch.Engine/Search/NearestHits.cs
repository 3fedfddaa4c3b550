using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine.Search;

/// <summary>Products whose pictures are nearest to one of the vectors.</summary>
/// <param name="embed">Makes the vectors; called once, when hits are first asked for, so that it goes on beside other sources.</param>
internal sealed class NearestHits(
    OpenIndex index, Func<CancellationToken, Task<IReadOnlyList<float[]>>> embed, QueryKind kind, MatchKind match, SearchRequest request, SearchTimings timings) : HitSource
{
    private readonly Calibration? _calibration = index.Model.CalibrationOf(kind);
    private IReadOnlyList<float[]>? _vectors;

    public NearestHits(OpenIndex index, IReadOnlyList<float[]> vectors, QueryKind kind, MatchKind match, SearchRequest request, SearchTimings timings)
        : this(index, _ => Task.FromResult(vectors), kind, match, request, timings)
    {
    }

    public override async Task<IReadOnlyList<Hit>> FindAsync(int limit, CancellationToken cancellationToken)
    {
        _vectors ??= await embed(cancellationToken);
        float least = LeastScore();
        using SearchTimings.Leg leg = timings.Searching();
        IReadOnlyList<VectorHit>[] found = await Task.WhenAll(_vectors.Select(vector => index.Vectors.SearchAsync(new VectorQuery(vector, limit, least, request.Filter), cancellationToken)));
        IEnumerable<VectorHit> best = found.Length == 1
            ? found[0]
            : found.SelectMany(hits => hits).GroupBy(hit => hit.Product).Select(hits => hits.MaxBy(hit => hit.Score)).OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Product).Take(limit);
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
