using System.Collections.Frozen;

namespace VisualSearch.Engine.Catalogue.Events;

/// <summary>The words for <see cref="ProductEventKind"/>, as the marketplace writes them.</summary>
public static class ProductEventKinds
{
    private static readonly FrozenDictionary<string, ProductEventKind> Kinds = new Dictionary<string, ProductEventKind>
    {
        ["product.created"] = ProductEventKind.Created,
        ["product.updated"] = ProductEventKind.Updated,
        ["product.deleted"] = ProductEventKind.Deleted,
        ["product.image.updated"] = ProductEventKind.ImageUpdated,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<ProductEventKind, string> Words = Kinds.ToFrozenDictionary(kind => kind.Value, kind => kind.Key);

    /// <summary>In the order of a product's life.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<ProductEventKind>().Select(kind => kind.Word())];

    public static string Word(this ProductEventKind kind) => Words[kind];

    /// <summary>False for everything that is no event of ours.</summary>
    public static bool TryParse(string word, out ProductEventKind kind) => Kinds.TryGetValue(word, out kind);
}
