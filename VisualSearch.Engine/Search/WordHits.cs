using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Search;

/// <summary>Products whose texts contain the words.</summary>
internal sealed class WordHits(LexicalSearch lexical, string query, SearchRequest request, SearchTimings timings) : HitSource
{
    public override async Task<IReadOnlyList<Hit>> FindAsync(int limit, CancellationToken cancellationToken)
    {
        using SearchTimings.Leg leg = timings.Searching();
        IReadOnlyList<LexicalHit> found = await lexical.SearchAsync(query, request.Filter, limit, cancellationToken);
        return [.. found.Select(hit => new Hit(hit.Product, null, null, null, [MatchKind.Lexical]))];
    }
}
