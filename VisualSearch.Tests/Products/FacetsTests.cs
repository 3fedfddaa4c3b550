using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using static VisualSearch.Tests.Products.ShopUnderTest;

namespace VisualSearch.Tests.Products;

/// <summary>What there is to filter by, through HTTP.</summary>
public sealed class FacetsTests
{
    private const string Facets = "/api/v1/products/facets";

    [Theory]
    [InlineData("", """{"total":5,"categories":[{"value":"kitchen","count":3},{"value":"garden","count":1}],"brands":[{"value":"Ala","count":2},{"value":"Öz","count":1}],"price":{"min":10.5,"max":300,"currency":"KGS"},"in_stock":2,"out_of_stock":1}""")]
    [InlineData("category=kitchen", """{"total":3,"categories":[{"value":"kitchen","count":3},{"value":"garden","count":1}],"brands":[{"value":"Ala","count":2}],"price":{"min":10.5,"max":99,"currency":"KGS"},"in_stock":1,"out_of_stock":1}""")]
    [InlineData("category=kitchen&category=garden&brand=%C3%96z", """{"total":1,"categories":[{"value":"garden","count":1}],"brands":[{"value":"Ala","count":2},{"value":"Öz","count":1}],"price":{"min":300,"max":300,"currency":"KGS"},"in_stock":1,"out_of_stock":0}""")]
    [InlineData("price_max=99&in_stock=true", """{"total":1,"categories":[{"value":"kitchen","count":1}],"brands":[{"value":"Ala","count":1}],"price":{"min":10.5,"max":300,"currency":"KGS"},"in_stock":1,"out_of_stock":1}""")]
    [InlineData("q=круж&price_min=0", """{"total":1,"categories":[{"value":"kitchen","count":1}],"brands":[{"value":"Ala","count":1}],"price":{"min":10.5,"max":10.5,"currency":"KGS"},"in_stock":1,"out_of_stock":0}""")]
    [InlineData("category=nothing", """{"total":0,"categories":[{"value":"kitchen","count":3},{"value":"garden","count":1}],"brands":[],"price":null,"in_stock":0,"out_of_stock":0}""")]
    [InlineData("q=%20", """{"total":5,"categories":[{"value":"kitchen","count":3},{"value":"garden","count":1}],"brands":[{"value":"Ala","count":2},{"value":"Öz","count":1}],"price":{"min":10.5,"max":300,"currency":"KGS"},"in_stock":2,"out_of_stock":1}""")]
    public async Task Each_choice_is_counted_as_it_would_be_found(string query, string expected)
    {
        await using ShopUnderTest shop = await StartAsync();
        await FillAsync(shop);

        Assert.Equal(expected, await (await shop.GetAsync($"{Facets}?{query}")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Deleted_products_are_not_counted_and_totals_are_those_of_the_list()
    {
        await using ShopUnderTest shop = await StartAsync();
        await FillAsync(shop);
        await shop.SendAsync(HttpMethod.Delete, "/api/v1/products/ext:mug");
        foreach (string query in new[] { "", "category=kitchen", "brand=Ala&in_stock=false", "q=bowl" })
        {
            JsonElement list = await JsonOfAsync(await shop.GetAsync($"/api/v1/products?{query}"));
            JsonElement facets = await JsonOfAsync(await shop.GetAsync($"{Facets}?{query}"));
            Assert.Equal(list.GetProperty("total").GetInt64(), facets.GetProperty("total").GetInt64());
        }

        Assert.Equal(4, (await JsonOfAsync(await shop.GetAsync(Facets))).GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task Every_wrong_parameter_is_named_at_once()
    {
        await using ShopUnderTest shop = await StartAsync();
        string many = string.Join('&', Enumerable.Range(0, 101).Select(i => $"category=c{i}"));
        await FieldsOfAsync(
            await shop.GetAsync($"{Facets}?{many}&brand={new string('x', 201)}&price_min=-1&price_max=abc&in_stock=maybe&q={new string('x', 1001)}"),
            "category", "brand", "price_min", "price_max", "in_stock", "q");
        await FieldsOfAsync(await shop.GetAsync($"{Facets}?price_min=5&price_max=4.99"), "price_min");
        await FieldsOfAsync(await shop.GetAsync($"{Facets}?price_min=5&price_min=6"), "price_min");
        await FieldsOfAsync(await shop.GetAsync($"{Facets}?brand=%07&price_max=1e30"), "brand", "price_max");
        await FieldsOfAsync(await shop.GetAsync($"{Facets}?category=&brand=%20&price_min=&price_max=1000000000000&in_stock="), "category", "brand", "price_min", "price_max", "in_stock");
    }

    [Theory]
    [InlineData("bowl")]
    [InlineData("kitchen")]
    [InlineData("ala mug")]
    [InlineData("red mug from nowhere")]
    [InlineData("glazed clay")]
    [InlineData("glazed garden")]
    [InlineData("RAKE")]
    [InlineData("nothing of the kind")]
    [InlineData("...")]
    public async Task Words_count_what_a_lexical_search_finds(string words)
    {
        await using ShopUnderTest shop = await StartAsync();
        await FillAsync(shop);
        await shop.CreateAsync("{'external_id': 'vase', 'title': 'Vase', 'category': 'kitchen', 'description': 'Glazed clay, fired twice'}");
        LexicalSearch search = shop.Services.GetRequiredService<LexicalSearch>();
        foreach ((string query, SearchFilter filter) in new[]
        {
            ("", SearchFilter.None),
            ("&category=kitchen", new SearchFilter { Categories = ["kitchen"] }),
            ("&category=garden&in_stock=1", new SearchFilter { Categories = ["garden"], InStock = true }),
            ("&brand=Ala&price_max=50", new SearchFilter { Brands = ["Ala"], PriceMaxMinor = 5000 }),
        })
        {
            JsonElement facets = await JsonOfAsync(await shop.GetAsync($"{Facets}?q={Uri.EscapeDataString(words)}{query}"));
            Assert.Equal((await search.SearchAsync(words, filter, 100, TestContext.Current.CancellationToken)).Count, facets.GetProperty("total").GetInt32());
        }
    }

    [Fact]
    public async Task The_document_describes_the_filters()
    {
        await using ShopUnderTest shop = await StartAsync();
        JsonElement get = (await JsonOfAsync(await shop.GetAsync("/openapi/v1.json"))).GetProperty("paths").GetProperty(Facets).GetProperty("get");
        Assert.Equal(
            ["category", "brand", "price_min", "price_max", "in_stock", "q"],
            get.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_product_of_that_external_id_is_still_reached()
    {
        await using ShopUnderTest shop = await StartAsync();
        await shop.CreateAsync("{'title': 'Facets', 'external_id': 'facets'}");
        Assert.Equal("Facets", (await JsonOfAsync(await shop.GetAsync("/api/v1/products/ext:facets"))).GetProperty("title").GetString());
    }

    private static async Task FillAsync(ShopUnderTest shop)
    {
        await shop.CreateAsync("{'external_id': 'mug', 'title': 'Mug', 'category': 'kitchen', 'brand': 'Ala', 'price': 10.5, 'currency': 'KGS', 'in_stock': true, 'translations': {'ru': {'title': 'Красная кружка'}}}");
        await shop.CreateAsync("{'external_id': 'bowl', 'title': 'Bowl', 'category': 'kitchen', 'brand': 'Ala', 'price': 99, 'currency': 'KGS', 'in_stock': false}");
        await shop.CreateAsync("{'external_id': 'pan', 'title': 'Pan', 'category': 'kitchen'}");
        await shop.CreateAsync("{'external_id': 'rake', 'title': 'Rake', 'category': 'garden', 'brand': 'Öz', 'price': 300, 'currency': 'KGS', 'in_stock': true}");
        await shop.CreateAsync("{'external_id': 'toy', 'title': 'Toy', 'price': 5, 'currency': 'USD'}");
    }
}
