using CsCheck;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Tests.Catalogue;

/// <summary>Facets against their definition: for each facet, the products that pass the filter without that facet's own part.</summary>
public sealed class FacetTallyTests
{
    private static readonly Gen<FilterFields> Facts = Gen.Select(
        OneOf<string?>(null, "a", "b", "c"),
        OneOf<string?>(null, "x", "y"),
        OneOf<long?>(null, 100, 200, 300),
        OneOf<bool?>(null, true, false),
        (category, brand, price, stock) => new FilterFields(category, brand, price, stock));

    private static readonly Gen<SearchFilter> Filters = Gen.Select(
        OneOf("a", "b", "nothing").List[0, 2],
        OneOf("x", "y").List[0, 1],
        OneOf<long?>(null, 100, 200),
        OneOf<long?>(null, 200, 300),
        OneOf<bool?>(null, true, false),
        (categories, brands, least, most, stock) => new SearchFilter { Categories = categories, Brands = brands, PriceMinMinor = least, PriceMaxMinor = most, InStock = stock });

    [Fact]
    public void Each_facet_counts_what_passes_every_other_part_of_the_filter() => Gen.Select(Facts.List[0, 30], Filters).Sample((products, filter) =>
    {
        FacetTally tally = new(filter);
        products.ForEach(product => tally.Add(product.Category, product.Brand, product.PriceMinor, product.InStock, "KGS"));
        FacetCounts counts = tally.ToCounts(200);

        List<FilterFields> Passing(SearchFilter part) => products.FindAll(product => product.Pass(default, part));
        IEnumerable<FacetValue> Values(IEnumerable<string?> of) => of.OfType<string>().GroupBy(value => value)
            .Select(group => new FacetValue(group.Key, group.Count()))
            .OrderByDescending(value => value.Count).ThenBy(value => value.Value, StringComparer.Ordinal);
        long[] prices = [.. Passing(filter with { PriceMinMinor = null, PriceMaxMinor = null }).Select(product => product.PriceMinor).OfType<long>()];
        List<FilterFields> stocks = Passing(filter with { InStock = null });
        Assert.Equal(Passing(filter).Count, counts.Total);
        Assert.Equal(Values(Passing(filter with { Categories = [] }).Select(product => product.Category)), counts.Categories);
        Assert.Equal(Values(Passing(filter with { Brands = [] }).Select(product => product.Brand)), counts.Brands);
        Assert.Equal(prices.Length == 0 ? null : new PriceRange(prices.Min(), prices.Max(), "KGS"), counts.Price);
        Assert.Equal((stocks.Count(product => product.InStock == true), stocks.Count(product => product.InStock == false)), (counts.InStock, counts.OutOfStock));
    });

    [Fact]
    public void The_price_range_is_that_of_the_currency_most_products_have()
    {
        FacetTally tally = new(SearchFilter.None);
        tally.Add(null, null, 5, null, "USD");
        tally.Add(null, null, 70_000, null, "KGS");
        tally.Add(null, null, 90_000, null, "KGS");

        Assert.Equal(new PriceRange(70_000, 90_000, "KGS"), tally.ToCounts(200).Price);
    }

    [Fact]
    public void Only_the_values_of_most_products_are_told_when_there_are_too_many()
    {
        FacetTally tally = new(SearchFilter.None);
        foreach (string category in (string[])["once", "twice", "twice", "also once"])
        {
            tally.Add(category, null, null, null, null);
        }

        Assert.Equal([new FacetValue("twice", 2), new FacetValue("also once", 1)], tally.ToCounts(2).Categories);
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
