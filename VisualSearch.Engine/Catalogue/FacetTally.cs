namespace VisualSearch.Engine.Catalogue;

/// <summary>
/// Counts products into facets, one at a time. A product that fails nothing counts everywhere; one that fails a single part of the filter counts in that part's facet
/// alone, for there the part is left out.
/// </summary>
internal sealed class FacetTally(SearchFilter filter)
{
    private readonly HashSet<string> _categories = new(filter.Categories, StringComparer.Ordinal);
    private readonly HashSet<string> _brands = new(filter.Brands, StringComparer.Ordinal);
    private readonly Dictionary<string, long> _byCategory = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _byBrand = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Count, long Min, long Max)> _byCurrency = new(StringComparer.Ordinal);
    private long _total;
    private long _inStock;
    private long _outOfStock;

    /// <summary>The same question as <see cref="FilterFields.Pass"/>, part by part.</summary>
    public void Add(string? category, string? brand, long? priceMinor, bool? inStock, string? currency)
    {
        bool ofCategory = _categories.Count == 0 || (category is not null && _categories.Contains(category));
        bool ofBrand = _brands.Count == 0 || (brand is not null && _brands.Contains(brand));
        bool ofPrice = (filter.PriceMinMinor is null || priceMinor >= filter.PriceMinMinor) && (filter.PriceMaxMinor is null || priceMinor <= filter.PriceMaxMinor);
        bool ofStock = filter.InStock is null || inStock == filter.InStock;
        int failed = (ofCategory ? 0 : 1) + (ofBrand ? 0 : 1) + (ofPrice ? 0 : 1) + (ofStock ? 0 : 1);
        if (failed > 1)
        {
            return;
        }

        _total += failed == 0 ? 1 : 0;
        if (failed == 0 || !ofCategory)
        {
            Count(_byCategory, category);
        }

        if (failed == 0 || !ofBrand)
        {
            Count(_byBrand, brand);
        }

        if (priceMinor is { } price && (failed == 0 || !ofPrice))
        {
            Count(price, currency ?? string.Empty);
        }

        if (failed == 0 || !ofStock)
        {
            _inStock += inStock == true ? 1 : 0;
            _outOfStock += inStock == false ? 1 : 0;
        }
    }

    /// <param name="most">Values of one facet at most.</param>
    public FacetCounts ToCounts(int most) => new(_total, Best(_byCategory, most), Best(_byBrand, most), Prices(), _inStock, _outOfStock);

    private static void Count(Dictionary<string, long> counts, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            counts[value] = counts.GetValueOrDefault(value) + 1;
        }
    }

    private static IReadOnlyList<FacetValue> Best(Dictionary<string, long> counts, int most) =>
        [.. counts.OrderByDescending(value => value.Value).ThenBy(value => value.Key, StringComparer.Ordinal).Take(most).Select(value => new FacetValue(value.Key, value.Value))];

    private void Count(long price, string currency)
    {
        (long count, long min, long max) = _byCurrency.GetValueOrDefault(currency, (0, long.MaxValue, long.MinValue));
        _byCurrency[currency] = (count + 1, Math.Min(min, price), Math.Max(max, price));
    }

    private PriceRange? Prices() => _byCurrency
        .OrderByDescending(currency => currency.Value.Count)
        .ThenBy(currency => currency.Key, StringComparer.Ordinal)
        .Select(currency => new PriceRange(currency.Value.Min, currency.Value.Max, currency.Key.Length == 0 ? null : currency.Key))
        .FirstOrDefault();
}
