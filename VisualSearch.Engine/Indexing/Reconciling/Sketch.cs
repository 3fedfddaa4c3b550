namespace VisualSearch.Engine.Indexing.Reconciling;

/// <summary>
/// What two sides hold, in a size that does not grow with it: products fall into buckets, and each bucket keeps the difference of the sums of a 64-bit hash over its entries.
/// Equal buckets cancel to zero; that unequal ones do, too, has a chance of 2^-64 each. Not thread-safe.
/// </summary>
internal sealed class Sketch
{
    /// <summary>With 12 bytes each 3 MB in all; of a million products a bucket has four, and of a hundred million four hundred.</summary>
    public const int Buckets = 1 << 18;

    private readonly ulong[] _difference = new ulong[Buckets];
    private readonly int[] _entries = new int[Buckets];

    public static int BucketOf(ProductId product) => (int)(Mix((ulong)product.Value) & (Buckets - 1));

    public void Expect(ProductId product, PictureId picture, long version) => Add(product, HashOf(product, picture, version));

    public void Find(ProductId product, PictureId picture, long version) => Add(product, unchecked(0 - HashOf(product, picture, version)));

    /// <summary>The buckets that differ, in portions of which both sides together have some <paramref name="most"/> entries; a single bucket may have more.</summary>
    public IEnumerable<IReadOnlySet<int>> Differing(long most)
    {
        HashSet<int> portion = [];
        long entries = 0;
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            if (_difference[bucket] == 0)
            {
                continue;
            }

            if (portion.Count > 0 && entries + _entries[bucket] > most)
            {
                yield return portion;
                portion = [];
                entries = 0;
            }

            portion.Add(bucket);
            entries += _entries[bucket];
        }

        if (portion.Count > 0)
        {
            yield return portion;
        }
    }

    private static ulong HashOf(ProductId product, PictureId picture, long version) => Mix((ulong)product.Value ^ Mix((ulong)picture.Value ^ Mix((ulong)version)));

    /// <summary>The finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), moved off zero, which it would keep.</summary>
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }

    private void Add(ProductId product, ulong hash)
    {
        int bucket = BucketOf(product);
        _difference[bucket] = unchecked(_difference[bucket] + hash);
        _entries[bucket]++;
    }
}
