using System.Text.Json;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Importing.Writing;

/// <summary>Whether a product is already as a row says, so that nothing need be written, indexed again and told as a change.</summary>
internal static class SameProduct
{
    public static bool Are(ProductDetails one, ProductDetails other) =>
        one.ExternalId == other.ExternalId
        && one.Title == other.Title
        && one.Description == other.Description
        && one.Category == other.Category
        && one.Brand == other.Brand
        && one.PriceMinor == other.PriceMinor
        && one.Currency == other.Currency
        && one.InStock == other.InStock
        && one.Url == other.Url
        && Are(one.Attributes, other.Attributes, JsonElement.DeepEquals)
        && Are(one.Translations, other.Translations, EqualityComparer<Translation>.Default.Equals);

    private static bool Are<T>(IReadOnlyDictionary<string, T> one, IReadOnlyDictionary<string, T> other, Func<T, T, bool> same) =>
        one.Count == other.Count && one.All(entry => other.TryGetValue(entry.Key, out T? value) && same(entry.Value, value));
}
