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
}

public sealed class SqliteFacetsTests() : FacetsContract(CatalogueKind.Sqlite);

public sealed class PostgresFacetsTests() : FacetsContract(CatalogueKind.Postgres);
