using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine.Indexing.Reconciling;

/// <summary>
/// Compares one generation with its collection in bounded memory, however many products there are: first by sums over buckets of products (<see cref="Sketch"/>), then product
/// by product in those buckets alone that differ, as many of them at once as <see cref="EntriesAtOnce"/> allows. One pass over both sides when nothing is wrong, another for
/// each such portion. The catalogue is read before the collection and what differs is read from it again afterwards: a product that has changed in between proves nothing.
/// </summary>
internal sealed class GenerationComparison(Generation generation, IVectorIndex index, ExpectedVectors catalogue, bool mend)
{
    /// <summary>Vectors of both sides that are held at once while products are compared: some tens of megabytes.</summary>
    public const int EntriesAtOnce = 500_000;

    private const int MostExamples = 20;
    private const int ProductsAtOnce = 500;

    private readonly long[] _found = new long[Enum.GetValues<FindingKind>().Length];
    private readonly List<Finding> _examples = [];
    private long _expected;
    private long _held;
    private long _inFlux;

    /// <param name="entriesAtOnce">See <see cref="EntriesAtOnce"/>.</param>
    public async Task<GenerationFindings> RunAsync(int entriesAtOnce, CancellationToken cancellationToken)
    {
        Sketch sketch = await SketchAsync(cancellationToken);
        foreach (IReadOnlySet<int> buckets in sketch.Differing(entriesAtOnce))
        {
            foreach (Suspect[] suspects in (await CompareAsync(buckets, cancellationToken)).Chunk(ProductsAtOnce))
            {
                await SettleAsync(suspects, cancellationToken);
            }
        }

        return new GenerationFindings(
            generation,
            ComparisonState.Compared,
            _expected,
            _held,
            _found[(int)FindingKind.Missing],
            _found[(int)FindingKind.Orphaned],
            _found[(int)FindingKind.WrongVersion],
            _found[(int)FindingKind.WrongPictures],
            _inFlux,
            _examples);
    }

    private async Task<Sketch> SketchAsync(CancellationToken cancellationToken)
    {
        Sketch sketch = new();
        await foreach (ExpectedProduct product in catalogue.ReadAllAsync(generation, cancellationToken))
        {
            foreach (PictureId picture in product.Pictures)
            {
                _expected++;
                sketch.Expect(product.Product, picture, product.Version);
            }
        }

        await foreach (IndexedPicture held in index.ReadAllAsync(cancellationToken))
        {
            _held++;
            sketch.Find(held.Product, held.Picture, held.Version);
        }

        return sketch;
    }

    private async Task<IReadOnlyList<Suspect>> CompareAsync(IReadOnlySet<int> buckets, CancellationToken cancellationToken)
    {
        Dictionary<ProductId, ExpectedProduct> expected = [];
        await foreach (ExpectedProduct product in catalogue.ReadAllAsync(generation, cancellationToken))
        {
            if ((product.InFlux || product.Pictures.Count > 0) && buckets.Contains(Sketch.BucketOf(product.Product)))
            {
                expected[product.Product] = product;
            }
        }

        Dictionary<ProductId, HeldVectors> held = [];
        await foreach (IndexedPicture found in index.ReadAllAsync(cancellationToken))
        {
            if (buckets.Contains(Sketch.BucketOf(found.Product)))
            {
                if (!held.TryGetValue(found.Product, out HeldVectors? vectors))
                {
                    held[found.Product] = vectors = new HeldVectors();
                }

                vectors.Add(found.Picture, found.Version);
            }
        }

        List<Suspect> suspects = [];
        foreach (ProductId product in expected.Keys.Union(held.Keys).Order())
        {
            ExpectedProduct? should = expected.GetValueOrDefault(product);
            HeldVectors? has = held.GetValueOrDefault(product);
            if (HeldVectors.FaultOf(has, should) is { } fault)
            {
                suspects.Add(new Suspect(product, fault, should, has?.Newest ?? 0));
            }
        }

        return suspects;
    }

    /// <summary>Keeps those that stood still meanwhile, counts them and mends them.</summary>
    private async Task SettleAsync(Suspect[] suspects, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<ProductId, ExpectedProduct> now = await catalogue.FindAsync(generation, [.. suspects.Select(suspect => suspect.Product)], cancellationToken);
        Suspect[] certain = [.. suspects.Where(suspect => StoodStill(suspect.Expected, now.GetValueOrDefault(suspect.Product)))];
        _inFlux += suspects.Length - certain.Length;
        foreach (Suspect suspect in certain)
        {
            _found[(int)suspect.Kind]++;
            if (_examples.Count < MostExamples)
            {
                _examples.Add(new Finding(suspect.Product, suspect.Kind));
            }
        }

        if (mend && certain.Length > 0)
        {
            Suspect[] known = [.. certain.Where(suspect => now.ContainsKey(suspect.Product))];
            await catalogue.WriteAgainAsync(generation.Id, known.ToDictionary(suspect => suspect.Product, suspect => suspect.Newest), cancellationToken);
            // Of these no row says so. Fenced like any other write: should the product come back, its version is newer.
            ProductVectors[] forgotten = [.. certain.Except(known).Select(suspect => new ProductVectors(suspect.Product, suspect.Newest, new FilterFields(null, null, null, null), []))];
            if (forgotten.Length > 0)
            {
                await index.ApplyAsync(forgotten, cancellationToken);
            }
        }
    }

    private static bool StoodStill(ExpectedProduct? before, ExpectedProduct? now) => (before, now) switch
    {
        ({ InFlux: true }, _) or (_, { InFlux: true }) => false,
        (null, null) => true,
        (null, { Pictures.Count: 0 }) => true,
        ({ } one, { } other) => one.Version == other.Version && one.Pictures.ToHashSet().SetEquals(other.Pictures),
        _ => false,
    };

    /// <param name="Newest">Version that the collection has; 0 for none.</param>
    private sealed record Suspect(ProductId Product, FindingKind Kind, ExpectedProduct? Expected, long Newest);
}
