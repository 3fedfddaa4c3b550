namespace VisualSearch.Engine.Vectors.Qdrant;

/// <summary>
/// Puts products in their new state beside other writers, without a lock and without a transaction:
/// 1 read what is stored of them; a product with a newer point stays as it is -> 2 upsert, which leaves a newer point of the same picture alone, and then delete what
/// step 1 saw and is not among the new -> 3 read again: whoever finds points of several versions deletes all but the newest.
/// Of two writers at once, the one that reads last sees both, so the newest version alone stays. A removal is a point too, one without a vector.
/// docs/adr/0014-a-removal-is-a-point-too.md has the reasoning.
/// </summary>
internal sealed class FencedWrite(QdrantVectorIndex index, QdrantOptions options, DateTimeOffset now)
{
    /// <summary>One state for each product: the newest, and of equal ones the last.</summary>
    public static IEnumerable<ProductVectors> NewestOf(IReadOnlyList<ProductVectors> products)
    {
        Dictionary<ProductId, ProductVectors> newest = new(products.Count);
        foreach (ProductVectors product in products)
        {
            if (!newest.TryGetValue(product.Product, out ProductVectors? known) || known.Version <= product.Version)
            {
                newest[product.Product] = product;
            }
        }

        return newest.Values;
    }

    public async Task RunAsync(IReadOnlyList<ProductVectors> products, CancellationToken cancellationToken)
    {
        ProductId[] asked = [.. products.Select(product => product.Product)];
        List<PointRecord> stored = await ReadAsync(asked, cancellationToken).ConfigureAwait(false);
        Dictionary<ProductId, long> newest = NewestVersions(stored);
        ProductVectors[] open = [.. products.Where(product => newest.GetValueOrDefault(product.Product, long.MinValue) <= product.Version)];
        if (open.Length == 0)
        {
            return;
        }

        await WriteAsync(open, stored, cancellationToken).ConfigureAwait(false);
        List<PointRecord> present = await ReadAsync([.. open.Select(product => product.Product)], cancellationToken).ConfigureAwait(false);
        PointDeletion[] outdated = [.. Outdated(present)];
        if (outdated.Length > 0)
        {
            await index.WriteAsync(new PointWrites(default, outdated, index.Dimension, now.ToUnixTimeSeconds()), cancellationToken).ConfigureAwait(false);
        }
    }

    private static Dictionary<ProductId, long> NewestVersions(IEnumerable<PointRecord> records)
    {
        Dictionary<ProductId, long> newest = [];
        foreach (PointRecord record in records)
        {
            newest[record.Product] = Math.Max(newest.GetValueOrDefault(record.Product, long.MinValue), record.Version);
        }

        return newest;
    }

    /// <summary>What to delete of products that have points of several versions.</summary>
    private static IEnumerable<PointDeletion> Outdated(IReadOnlyList<PointRecord> present)
    {
        Dictionary<ProductId, long> newest = NewestVersions(present);
        return present
            .Where(record => record.Version < newest[record.Product])
            .Select(record => record.Product)
            .Distinct()
            .GroupBy(product => newest[product])
            .Select(group => new PointDeletion([.. group], group.Key, []));
    }

    private Task<List<PointRecord>> ReadAsync(ProductId[] products, CancellationToken cancellationToken) => index.FindAsync(
        json =>
        {
            json.WriteStartArray("must"u8);
            Filters.AnyOf(json, products);
            json.WriteEndArray();
        },
        cancellationToken);

    private async Task WriteAsync(ProductVectors[] open, List<PointRecord> stored, CancellationToken cancellationToken)
    {
        PointWrite[] points = [.. open.SelectMany(product => product.Pictures.Count == 0
            ? [new PointWrite(product, null)]
            : product.Pictures.Select(picture => new PointWrite(product, picture)))];
        PointDeletion[] deletions = [.. Replaced(open, points, stored)];
        long seconds = now.ToUnixTimeSeconds();
        for (int first = 0; first < points.Length;)
        {
            int count = 0;
            for (int bytes = 0; first + count < points.Length && count < options.UpsertVectors; count++)
            {
                bytes += PointWrites.EstimateBytes(points[first + count]);
                if (count > 0 && bytes > options.UpsertBytes)
                {
                    break;
                }
            }

            ReadOnlyMemory<PointWrite> slice = points.AsMemory(first, count);
            first += count;

            // Deletions go last: until all new points are there the old ones keep the product among the hits.
            await index.WriteAsync(new PointWrites(slice, first == points.Length ? deletions : [], index.Dimension, seconds), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What was stored of the products and is not written again: everything older by its version, what is of the same version by its id.</summary>
    private static IEnumerable<PointDeletion> Replaced(ProductVectors[] open, PointWrite[] points, List<PointRecord> stored)
    {
        Dictionary<ProductId, long> versions = open.ToDictionary(product => product.Product, product => product.Version);
        HashSet<Guid> kept = [.. points.Select(point => point.Id)];
        return stored
            .Where(record => versions.ContainsKey(record.Product) && !kept.Contains(record.Id))
            .GroupBy(record => versions[record.Product])
            .Select(group => new PointDeletion(
                [.. group.Where(record => record.Version < group.Key).Select(record => record.Product).Distinct()],
                group.Key,
                [.. group.Where(record => record.Version == group.Key).Select(record => record.Id)]));
    }
}
