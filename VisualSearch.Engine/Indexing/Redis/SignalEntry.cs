using StackExchange.Redis;

namespace VisualSearch.Engine.Indexing.Redis;

/// <summary>A wake-up as an entry of the stream: id, version and trace context, under names of one letter since there are many.</summary>
internal static class SignalEntry
{
    private static readonly RedisValue Product = "p";
    private static readonly RedisValue Version = "v";
    private static readonly RedisValue Trace = "t";

    public static NameValueEntry[] Write(IndexSignal signal)
    {
        NameValueEntry product = new(Product, signal.Product.Value);
        NameValueEntry version = new(Version, signal.Version);
        return signal.TraceParent is null ? [product, version] : [product, version, new NameValueEntry(Trace, signal.TraceParent)];
    }

    /// <summary>Null for an entry that is none of ours.</summary>
    public static QueuedSignal? Read(StreamEntry entry)
    {
        string? trace = entry[Trace];
        return entry[Product].TryParse(out long product) && product > 0 && entry[Version].TryParse(out long version)
            ? new QueuedSignal(new IndexSignal(new ProductId(product), version, trace), entry.Id.ToString())
            : null;
    }
}
