namespace VisualSearch.Engine.Search;

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
        (IReadOnlyList<Hit> alike, IReadOnlyList<Hit> said) = await FusedHits.BothAsync(looks, words, depth, cancellationToken);
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
