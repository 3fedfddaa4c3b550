using Microsoft.EntityFrameworkCore;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Pictures that failed for good or are put off: a question to the catalogue, not a second store. Thread-safe; every call may throw <see cref="CatalogueUnavailableException"/>.</summary>
public sealed class FailedPictures : IDisposable
{
    private readonly CatalogueDatabase _database;
    private readonly FreshFigure<FailureCounts> _counts;

    internal FailedPictures(CatalogueDatabase database, TimeProvider time)
    {
        _database = database;
        _counts = new FreshFigure<FailureCounts>(cancellationToken => database.ReadSnapshotAsync(CountAsync, cancellationToken), time);
    }

    /// <summary>A page of products with such pictures, newest product first, found by keyset, so it stays right while products come and go.</summary>
    public Task<FailurePage> ListAsync(FailureQuery query, CancellationToken cancellationToken) => _database.ReadSnapshotAsync(
        async (context, token) =>
        {
            IQueryable<PictureRow> asked = Asked(context, query);
            long before = query.Before?.Value ?? long.MaxValue;
            List<long> ids = await asked.Where(c => c.ProductId < before).Select(c => c.ProductId).Distinct().OrderByDescending(id => id).Take(query.Limit + 1).ToListAsync(token).ConfigureAwait(false);
            bool more = ids.Count > query.Limit;
            long[] shown = [.. ids.Take(query.Limit)];
            ILookup<long, PictureRow> pictures = (await asked.Where(c => EF.Parameter(shown).Contains(c.ProductId)).ToListAsync(token).ConfigureAwait(false)).ToLookup(c => c.ProductId);
            List<ProductRow> rows = await context.Products.AsNoTracking().Where(p => EF.Parameter(shown).Contains(p.Id)).OrderByDescending(p => p.Id).Include(p => p.Pictures).AsSplitQuery().ToListAsync(token).ConfigureAwait(false);
            IReadOnlyList<Product> products = await ProductReads.ToProductsAsync(context, rows, token).ConfigureAwait(false);
            return new FailurePage(
                [.. products.Select(product => new FailedProduct(product, [.. pictures[product.Id.Value].OrderBy(c => c.Position).ThenBy(c => c.Id).Select(FailedPicture.Of)]))],
                more ? new ProductId(shown[^1]) : null);
        },
        cancellationToken);

    /// <summary>How many there are, as of a second ago; longer ago where counting takes long.</summary>
    public Task<FailureCounts> CountAsync(CancellationToken cancellationToken) => _counts.ReadAsync(cancellationToken);

    public void Dispose() => _counts.Dispose();

    /// <summary>Of living products. The error comes first: by it the few are found among the many.</summary>
    internal static IQueryable<PictureRow> Failing(CatalogueContext context) => context.Pictures.AsNoTracking()
        .Where(c => c.Error != null && (c.State == PictureState.Failed || c.NextAttemptAt != null) && context.Products.Any(p => p.Id == c.ProductId && p.DeletedAt == null));

    private static IQueryable<PictureRow> Asked(CatalogueContext context, FailureQuery query)
    {
        IQueryable<PictureRow> failing = Failing(context);
        if (query.Problem is { } problem)
        {
            failing = failing.Where(c => (c.Problem ?? PictureWork.UnknownProblem) == problem);
        }

        return query.Final switch
        {
            true => failing.Where(c => c.State == PictureState.Failed),
            false => failing.Where(c => c.State != PictureState.Failed),
            null => failing,
        };
    }

    private static async Task<FailureCounts> CountAsync(CatalogueContext context, CancellationToken cancellationToken)
    {
        context.Database.SetCommandTimeout(IndexCounts.Longest);
        // Grouped each way: a product with several problems counts once in each and once in all, so no sum of the parts tells the whole.
        Dictionary<(string? Problem, bool? Final), (long Pictures, long Products)> counts = [];
        IQueryable<PictureRow> failing = Failing(context);
        foreach (var count in await failing.GroupBy(c => new { Problem = c.Problem ?? PictureWork.UnknownProblem, Final = c.State == PictureState.Failed })
            .Select(g => new { g.Key.Problem, g.Key.Final, Pictures = g.LongCount(), Products = g.Select(c => c.ProductId).Distinct().LongCount() }).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            counts[(count.Problem, count.Final)] = (count.Pictures, count.Products);
        }

        foreach (var count in await failing.GroupBy(c => c.Problem ?? PictureWork.UnknownProblem)
            .Select(g => new { Problem = g.Key, Pictures = g.LongCount(), Products = g.Select(c => c.ProductId).Distinct().LongCount() }).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            counts[(count.Problem, null)] = (count.Pictures, count.Products);
        }

        foreach (var count in await failing.GroupBy(c => c.State == PictureState.Failed)
            .Select(g => new { Final = g.Key, Pictures = g.LongCount(), Products = g.Select(c => c.ProductId).Distinct().LongCount() }).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            counts[(null, count.Final)] = (count.Pictures, count.Products);
        }

        counts[(null, null)] = (counts.Where(c => c.Key is { Problem: null, Final: not null }).Sum(c => c.Value.Pictures), await failing.Select(c => c.ProductId).Distinct().LongCountAsync(cancellationToken).ConfigureAwait(false));
        return new FailureCounts(counts);
    }
}

/// <param name="Limit">1 to 200.</param>
/// <param name="Before">The last id of the page before; null for the first page.</param>
/// <param name="Problem">Only pictures with this one; null for any.</param>
/// <param name="Final">True for pictures that were given up, false for those put off, null for both.</param>
public sealed record FailureQuery(int Limit, ProductId? Before = null, string? Problem = null, bool? Final = null);

/// <param name="Next">Give it as <see cref="FailureQuery.Before"/> for the next page; null on the last.</param>
public sealed record FailurePage(IReadOnlyList<FailedProduct> Items, ProductId? Next);

/// <param name="Pictures">Those that were asked for, in their order.</param>
public sealed record FailedProduct(Product Product, IReadOnlyList<FailedPicture> Pictures);

/// <param name="Problem">A stable word, such as <c>unreachable</c>.</param>
/// <param name="Final">Given up: nobody tries again by himself.</param>
/// <param name="Attempts">Failed ones so far.</param>
/// <param name="NextAttemptAt">Null for one that was given up, or is about to be tried because somebody asked for it.</param>
public sealed record FailedPicture(ProductPicture Picture, string Problem, bool Final, int Attempts, DateTimeOffset? NextAttemptAt)
{
    internal static FailedPicture Of(PictureRow row) => new(
        row.ToPicture(), row.Problem ?? PictureWork.UnknownProblem, row.State == PictureState.Failed, row.Attempts, row.NextAttemptAt is { } next ? ProductMapping.Time(next) : null);
}

/// <summary>How many pictures and products, by problem and by whether they were given up.</summary>
public sealed class FailureCounts
{
    private readonly Dictionary<(string? Problem, bool? Final), (long Pictures, long Products)> _counts;

    internal FailureCounts(Dictionary<(string? Problem, bool? Final), (long Pictures, long Products)> counts) => _counts = counts;

    /// <summary>Each problem that there is, the one with most pictures first.</summary>
    public IReadOnlyList<FailureCount> Problems =>
    [
        .. _counts.Where(count => count.Key is { Problem: not null, Final: null })
            .Select(count => new FailureCount(count.Key.Problem!, count.Value.Pictures, count.Value.Products))
            .OrderByDescending(count => count.Pictures).ThenBy(count => count.Problem, StringComparer.Ordinal),
    ];

    /// <summary>Products that a list with these conditions has, over all pages.</summary>
    public long ProductsOf(string? problem, bool? final) => _counts.GetValueOrDefault((problem, final)).Products;
}

public sealed record FailureCount(string Problem, long Pictures, long Products);
