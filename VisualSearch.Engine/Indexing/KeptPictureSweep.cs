using Microsoft.Extensions.Options;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;

namespace VisualSearch.Engine.Indexing;

/// <summary>
/// Removes kept files that no picture refers to: those of products that are gone, of pictures that were taken out, and of uploads that were cut short between the file
/// and its row. Each file is a step of its own, so a pass may end anywhere and the next goes on.
/// </summary>
internal sealed class KeptPictureSweep(IImageStore store, ProductReads products, JobLocks locks, TimeProvider time, IOptions<RetentionOptions> options)
{
    /// <summary>Files whose references are looked for at once; bounds the memory.</summary>
    internal const int PageSize = 1000;

    /// <returns>How many files were removed; none while another process is at it.</returns>
    /// <exception cref="CatalogueUnavailableException">The rest is left for the next pass.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using IAsyncDisposable? held = await locks.TryTakeAsync(CatalogueLock.KeptPictures, cancellationToken);
        if (held is null)
        {
            return 0;
        }

        // Sending a picture counts as saving it anew, so a file this old belongs to no upload under way.
        DateTimeOffset before = time.GetUtcNow() - options.Value.KeptPictures;
        int removed = 0;
        List<string> page = new(PageSize);
        await foreach (string key in store.ListAsync(before, cancellationToken))
        {
            page.Add(key);
            if (page.Count == PageSize)
            {
                removed += await RemoveAsync(page, before, cancellationToken);
                page.Clear();
            }
        }

        return removed + await RemoveAsync(page, before, cancellationToken);
    }

    private async Task<int> RemoveAsync(List<string> keys, DateTimeOffset before, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return 0;
        }

        IReadOnlySet<string> used = await products.ReferencedAsync([.. keys.Select(ReferenceTo)], cancellationToken);
        int removed = 0;
        foreach (string key in keys.Where(key => !used.Contains(ReferenceTo(key))))
        {
            removed += await store.DeleteOldAsync(key, before, cancellationToken) ? 1 : 0;
        }

        return removed;
    }

    private static string ReferenceTo(string key) => new ImageReference.Kept(key).ToString();
}
