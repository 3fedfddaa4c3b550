namespace VisualSearch.Engine.Search;

/// <summary>A way of finding products, asked again with a greater limit when hits turned out to be gone.</summary>
internal abstract class HitSource
{
    /// <summary>The best hits, best first, at most <paramref name="limit"/>, one a product; fewer only when there are no more.</summary>
    public abstract Task<IReadOnlyList<Hit>> FindAsync(int limit, CancellationToken cancellationToken);
}
