using System.Net;
using System.Text.Json;
using CsCheck;
using VisualSearch.Api.Http;
using VisualSearch.Api.Products;
using VisualSearch.Engine;
using static VisualSearch.Tests.Products.ShopUnderTest;

namespace VisualSearch.Tests.Products;

public sealed class ProductListTests
{
    private const string Products = "/api/v1/products";

    [Fact]
    public async Task Pages_follow_each_other_and_stay_right_while_products_come_and_go()
    {
        await using ShopUnderTest shop = await StartAsync();
        List<string> ids = [];
        for (int i = 0; i < 5; i++)
        {
            ids.Add((await shop.CreateAsync($"{{'title': 'Mug {i}'}}")).GetProperty("product_id").GetString()!);
        }

        JsonElement first = await JsonOfAsync(await shop.GetAsync($"{Products}?limit=2"));
        Assert.Equal(5, first.GetProperty("total").GetInt64());
        Assert.Equal(ids[..2], Ids(first));

        await shop.SendAsync(HttpMethod.Delete, $"{Products}/{ids[1]}");
        await shop.SendAsync(HttpMethod.Delete, $"{Products}/{ids[3]}");
        ids.Add((await shop.CreateAsync("{'title': 'Mug 5'}")).GetProperty("product_id").GetString()!);
        JsonElement second = await JsonOfAsync(await shop.GetAsync($"{Products}?limit=2&cursor={first.GetProperty("next_cursor").GetString()}"));
        Assert.Equal([ids[2], ids[4]], Ids(second));
        Assert.Equal(4, second.GetProperty("total").GetInt64());

        JsonElement third = await JsonOfAsync(await shop.GetAsync($"{Products}?limit=2&cursor={second.GetProperty("next_cursor").GetString()}"));
        Assert.Equal([ids[5]], Ids(third));
        Assert.Equal(JsonValueKind.Null, third.GetProperty("next_cursor").ValueKind);
    }

    [Theory]
    [InlineData("category=kitchen", "a", "b")]
    [InlineData("brand=Ala", "b")]
    [InlineData("in_stock=true", "a")]
    [InlineData("in_stock=false", "b")]
    [InlineData("q=КРУЖКА", "a")]
    [InlineData("q=art-3", "art-3")]
    [InlineData("category=kitchen&in_stock=false", "b")]
    [InlineData("category=garden")]
    [InlineData("index_state=pending", "a", "b", "art-3")]
    [InlineData("index_state=failed")]
    [InlineData("category=&brand=&q=&in_stock=&index_state=&cursor=&limit=", "a", "b", "art-3")]
    [InlineData("q=%20", "a", "b", "art-3")]
    [InlineData("unknown=1", "a", "b", "art-3")]
    public async Task Filters_leave_what_passes_them_all_and_total_counts_it(string query, params string[] expected)
    {
        await using ShopUnderTest shop = await StartAsync();
        await shop.CreateAsync("{'external_id': 'a', 'title': 'Mug', 'category': 'kitchen', 'in_stock': true, 'translations': {'ru': {'title': 'Красная кружка'}}}");
        await shop.CreateAsync("{'external_id': 'b', 'title': 'Bowl', 'category': 'kitchen', 'brand': 'Ala', 'in_stock': false}");
        await shop.CreateAsync("{'external_id': 'art-3', 'title': 'Chair'}");
        JsonElement page = await JsonOfAsync(await shop.GetAsync($"{Products}?{query}"));
        Assert.Equal(expected, page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("external_id").GetString()));
        Assert.Equal(expected.Length, page.GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task Every_wrong_parameter_is_named_at_once()
    {
        await using ShopUnderTest shop = await StartAsync();
        HttpResponseMessage response = await shop.GetAsync($"{Products}?limit=201&cursor=abc&in_stock=maybe&index_state=done&q={new string('x', 201)}&category=a&category=b&brand=%07");
        await FieldsOfAsync(response, "limit", "cursor", "in_stock", "index_state", "q", "category", "brand");
        foreach (string limit in new[] { "0", "-1", "1.5", "x" })
        {
            await FieldsOfAsync(await shop.GetAsync($"{Products}?limit={limit}"), "limit");
        }
    }

    [Fact]
    public async Task The_document_describes_the_routes_their_parameters_and_bodies()
    {
        await using ShopUnderTest shop = await StartAsync();
        JsonElement paths = (await JsonOfAsync(await shop.GetAsync("/openapi/v1.json"))).GetProperty("paths");
        JsonElement list = paths.EnumerateObject().Single(path => path.Name.TrimEnd('/') == Products).Value.GetProperty("get");
        Assert.Equal(
            ["limit", "cursor", "category", "brand", "in_stock", "q", "index_state"],
            list.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
        JsonElement one = paths.GetProperty(Products + "/{product_id}");
        Assert.Contains("ProductRequest", one.GetProperty("put").GetProperty("requestBody").GetRawText(), StringComparison.Ordinal);
        Assert.True(one.GetProperty("put").GetProperty("responses").TryGetProperty("412", out _));
        Assert.True(paths.GetProperty("/media/{image_id}").TryGetProperty("get", out _));
    }

    [Fact]
    public void A_cursor_reads_as_what_was_written() =>
        Gen.Long[1, long.MaxValue].Sample(id => ProductCursor.TryRead(ProductCursor.Write(new ProductId(id)), out ProductId read) && read.Value == id);

    [Fact]
    public void A_cursor_with_one_character_changed_is_refused() => Gen.Select(Gen.Long[1, long.MaxValue], Gen.Int[0, 17], Gen.Char.AlphaNumeric).Sample((id, at, character) =>
    {
        string cursor = ProductCursor.Write(new ProductId(id));
        string changed = cursor[..at] + character + cursor[(at + 1)..];
        return changed == cursor || !ProductCursor.TryRead(changed, out _);
    });

    [Theory]
    [InlineData("")]
    [InlineData("AA")]
    [InlineData("!!!!!!!!!!!!!!!!!!")]
    [InlineData("AAAAAAAAAAAAAAAAAA")]
    public void A_cursor_that_nobody_wrote_is_refused(string cursor) => Assert.False(ProductCursor.TryRead(cursor, out _));

    private static IEnumerable<string> Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("product_id").GetString()!);
}
