using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

public abstract class FacetsContract(CatalogueKind kind)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_counted_is_what_the_search_finds()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await catalogue.AddAsync(new ProductDetails { Title = "red mug", Category = "kitchen", Brand = "Acme", PriceMinor = 100, Currency = "KGS", InStock = true });
        await catalogue.AddAsync(new ProductDetails { Title = "red hat", Category = "clothes", PriceMinor = 300, Currency = "KGS", InStock = false });
        await catalogue.AddAsync(new ProductDetails { Title = "blue hat", Category = "clothes", ExternalId = "MUG" });
        ProductId deleted = await catalogue.AddAsync(new ProductDetails { Title = "red shoe", Category = "clothes" });
        await catalogue.Writes.DeleteAsync(ProductKey.Of(deleted), null, Cancelled);
        ProductFacets facets = catalogue.Get<ProductFacets>();

        FacetCounts all = await facets.CountAsync(SearchFilter.None, null, 10, Cancelled);
        Assert.Equal((3L, 1L, 1L), (all.Total, all.InStock, all.OutOfStock));
        Assert.Equal([new FacetValue("clothes", 2), new FacetValue("kitchen", 1)], all.Categories);
        Assert.Equal([new FacetValue("Acme", 1)], all.Brands);
        Assert.Equal(new PriceRange(100, 300, "KGS"), all.Price);

        foreach (string text in new[] { "red", "red mug", "red umbrella", "mug", "hat", "nothing", "" })
        {
            FacetCounts counts = await facets.CountAsync(SearchFilter.None, text, 10, Cancelled);
            Assert.Equal((await catalogue.Lexical.SearchAsync(text, SearchFilter.None, 100, Cancelled)).Count, counts.Total);
        }

        FacetCounts chosen = await facets.CountAsync(new SearchFilter { Categories = ["kitchen"] }, "red", 10, Cancelled);
        Assert.Equal(1, chosen.Total);
        Assert.Equal([new FacetValue("clothes", 1), new FacetValue("kitchen", 1)], chosen.Categories);
    }

    [Fact]
    public async Task Each_facet_counts_what_passes_every_other_part_of_the_filter()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        string?[] categories = ["kitchen", "clothes", "", null];
        string?[] brands = ["Acme", "Émile's \"Own\"", null];
        long?[] prices = [100, 200, 300, null];
        string?[] currencies = ["KGS", "USD", "", null];
        bool?[] stocks = [true, false, null];
        List<ProductDetails> shop = [];
        for (int number = 0; number < 60; number++)
        {
            ProductDetails details = new()
            {
                Title = number % 2 == 0 ? "red mug" : "hat",
                Category = categories[number % 4],
                Brand = brands[number % 3],
                PriceMinor = prices[number / 2 % 4],
                Currency = currencies[number / 5 % 4],
                InStock = stocks[number / 7 % 3],
            };
            shop.Add(details);
            await catalogue.AddAsync(details);
        }

        SearchFilter[] filters =
        [
            SearchFilter.None,
            new() { Categories = ["kitchen"], Brands = ["Acme", "nobody"] },
            new() { Categories = ["KITCHEN", "", "nothing\0"] },
            new() { PriceMinMinor = 150 },
            new() { PriceMaxMinor = 250, InStock = false },
            new() { Brands = ["Émile's \"Own\""], PriceMinMinor = 100, PriceMaxMinor = 200, InStock = true },
            new() { Categories = ["nothing"] },
        ];
        foreach ((SearchFilter filter, string? text) in filters.SelectMany(filter => new[] { (filter, (string?)null), (filter, "mug") }))
        {
            FacetTally tally = new(filter);
            foreach (ProductDetails details in shop.Where(details => text is null || details.Title.Contains(text, StringComparison.Ordinal)))
            {
                tally.Add(details.Category, details.Brand, details.PriceMinor, details.InStock, details.Currency);
            }

            Assert.Equivalent(tally.ToCounts(3), await catalogue.Get<ProductFacets>().CountAsync(filter, text, 3, Cancelled), strict: true);
        }
    }
}

public sealed class SqliteFacetsTests() : FacetsContract(CatalogueKind.Sqlite);

public sealed class PostgresFacetsTests() : FacetsContract(CatalogueKind.Postgres);
