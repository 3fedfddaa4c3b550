namespace VisualSearch.Engine.Catalogue;

/// <summary>
/// Counts products into facets, one at a time or as a database has summed them up. A product that fails nothing counts everywhere; one that fails a single part of the filter counts in that part's facet
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
            CountCategory(category, 1);
        }

        if (failed == 0 || !ofBrand)
        {
            CountBrand(brand, 1);
        }

        if (priceMinor is { } price && (failed == 0 || !ofPrice))
        {
            CountPrices(currency ?? string.Empty, 1, price, price);
        }

        if (failed == 0 || !ofStock)
        {
            CountStock(inStock, 1);
        }
    }

    /// <summary>Products of one category that pass every other part of the filter.</summary>
    public void CountCategory(string? category, long products) => Count(_byCategory, category, products);

    /// <summary>Products of one brand that pass every other part of the filter.</summary>
    public void CountBrand(string? brand, long products) => Count(_byBrand, brand, products);

    /// <summary>Products with a price in one currency that pass every other part of the filter.</summary>
    /// <param name="currency">Empty for none.</param>
    public void CountPrices(string currency, long products, long min, long max)
    {
        (long count, long least, long greatest) = _byCurrency.GetValueOrDefault(currency, (0, long.MaxValue, long.MinValue));
        _byCurrency[currency] = (count + products, Math.Min(least, min), Math.Max(greatest, max));
    }

    /// <summary>Products of one stock, null for unknown, that pass every other part of the filter.</summary>
    public void CountStock(bool? inStock, long products)
    {
        _inStock += inStock == true ? products : 0;
        _outOfStock += inStock == false ? products : 0;
    }

    /// <summary>Products that pass the whole filter.</summary>
    public void CountAll(long products) => _total += products;

    /// <param name="most">Values of one facet at most.</param>
    public FacetCounts ToCounts(int most) => new(_total, Best(_byCategory, most), Best(_byBrand, most), Prices(), _inStock, _outOfStock);

    private static void Count(Dictionary<string, long> counts, string? value, long products)
    {
        if (!string.IsNullOrEmpty(value) && products > 0)
        {
            counts[value] = counts.GetValueOrDefault(value) + products;
        }
    }

    private static IReadOnlyList<FacetValue> Best(Dictionary<string, long> counts, int most) =>
        [.. counts.OrderByDescending(value => value.Value).ThenBy(value => value.Key, StringComparer.Ordinal).Take(most).Select(value => new FacetValue(value.Key, value.Value))];

    private PriceRange? Prices() => _byCurrency
        .OrderByDescending(currency => currency.Value.Count)
        .ThenBy(currency => currency.Key, StringComparer.Ordinal)
        .Select(currency => new PriceRange(currency.Value.Min, currency.Value.Max, currency.Key.Length == 0 ? null : currency.Key))
        .FirstOrDefault();
}
