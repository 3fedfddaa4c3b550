namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>
/// The versions at which products were removed, so that a late older write does not bring them back. Holds the latest <paramref name="capacity"/> removals:
/// a write would have to be later than that many others to get past it, and the catalogue's own check then still finds it.
/// </summary>
internal sealed class RemovedVersions(int capacity)
{
    private readonly Dictionary<ProductId, long> _versions = [];
    private readonly Queue<(ProductId Product, long Version)> _order = [];

    public int Count => _versions.Count;

    public bool TryGet(ProductId product, out long version) => _versions.TryGetValue(product, out version);

    public void Forget(ProductId product) => _versions.Remove(product);

    public void Remember(ProductId product, long version)
    {
        _versions[product] = version;
        _order.Enqueue((product, version));
        while (_versions.Count > capacity || _order.Count > 2 * capacity)
        {
            (ProductId oldest, long removed) = _order.Dequeue();
            if (_versions.TryGetValue(oldest, out long current) && current == removed)
            {
                _versions.Remove(oldest);
            }
        }
    }
}
