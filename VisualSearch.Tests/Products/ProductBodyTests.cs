using System.Net;
using System.Text;
using System.Text.Json;
using static VisualSearch.Tests.Products.ShopUnderTest;

namespace VisualSearch.Tests.Products;

public sealed class ProductBodyTests
{
    private const string Products = "/api/v1/products";

    [Fact]
    public async Task Every_wrong_field_is_named_at_once_and_nothing_is_stored()
    {
        await using ShopUnderTest shop = await StartAsync();
        HttpResponseMessage response = await shop.SendAsync(HttpMethod.Post, Products, """
            {"external_id": 7, "title": " ", "description": [], "category": {}, "brand": true, "price": "12", "currency": "SOM!", "in_stock": "yes", "url": "ftp://shop.example/1",
             "attributes": [], "translations": {"klingon language": {"title": "x"}, "ru": {"title": 5, "description": 6}, "ky": "x"},
             "images": ["https://img.example/a.jpg", 5, "ftp://img.example/a.jpg", "kept:0000000000000000000000000000000000000000000000000000000000000000", "not an address"],
             "image_url": "https://img.example/b.jpg"}
            """);
        await FieldsOfAsync(
            response,
            "external_id", "title", "description", "category", "brand", "price", "currency", "in_stock", "url", "attributes",
            "translations", "translations.ru.title", "translations.ru.description", "translations.ky",
            "images[1]", "images[2]", "images[3]", "images[4]", "image_url");
        Assert.Equal(0, (await JsonOfAsync(await shop.GetAsync(Products))).GetProperty("total").GetInt64());
    }

    public static TheoryData<string, string> OneWrongField() => new()
    {
        { "title", "{}" },
        { "title", "{'title': null}" },
        { "title", $"{{'title': '{new string('x', 501)}'}}" },
        { "title", "{'title': 'a\\u0007b'}" },
        { "description", $"{{'title': 'x', 'description': '{new string('x', 20_001)}'}}" },
        { "description", "{'title': 'x', 'description': 'a\\u0000b'}" },
        { "category", $"{{'title': 'x', 'category': '{new string('x', 301)}'}}" },
        { "brand", $"{{'title': 'x', 'brand': '{new string('x', 201)}'}}" },
        { "external_id", $"{{'title': 'x', 'external_id': '{new string('x', 201)}'}}" },
        { "external_id", "{'title': 'x', 'external_id': 'a\\nb'}" },
        { "external_id", "{'title': 'x', 'external_id': '  '}" },
        { "price", "{'title': 'x', 'price': -0.01}" },
        { "price", "{'title': 'x', 'price': 1.001}" },
        { "price", "{'title': 'x', 'price': 1000000000000}" },
        { "price", "{'title': 'x', 'price': 1e400}" },
        { "currency", "{'title': 'x', 'currency': 'SO'}" },
        { "currency", "{'title': 'x', 'currency': 'сом'}" },
        { "url", "{'title': 'x', 'url': '/1'}" },
        { "url", "{'title': 'x', 'url': 'javascript:alert(1)'}" },
        { "url", $"{{'title': 'x', 'url': 'https://shop.example/{new string('x', 2048)}'}}" },
        { "images", "{'title': 'x', 'images': 'https://img.example/a.jpg'}" },
        { "images", $"{{'title': 'x', 'images': [{string.Join(',', Enumerable.Range(0, 21).Select(i => $"'https://img.example/{i}.jpg'"))}]}}" },
        { "images[0]", $"{{'title': 'x', 'images': ['https://img.example/{new string('x', 2048)}']}}" },
        { "image_url", "{'title': 'x', 'image_url': 'file:///etc/passwd'}" },
        { "image_url", "{'title': 'x', 'image_url': 1}" },
        { "image_urls", "{'title': 'x', 'image_urls': ['https://img.example/a.jpg'], 'images': ['https://img.example/a.jpg']}" },
        { "image_urls", "{'title': 'x', 'image_urls': 'https://img.example/a.jpg'}" },
        { "image_urls[0]", "{'title': 'x', 'image_urls': ['ftp://img.example/a.jpg']}" },
        { "image_url", "{'title': 'x', 'image_urls': ['https://img.example/a.jpg'], 'image_url': 'https://img.example/b.jpg'}" },
        { "translations", "{'title': 'x', 'translations': []}" },
        { "translations.RU", "{'title': 'x', 'translations': {'ru': {'title': 'a'}, 'RU': {'title': 'b'}}}" },
        { "translations", $"{{'title': 'x', 'translations': {{{string.Join(',', Enumerable.Range(0, 21).Select(i => $"'a{(char)('a' + i)}': {{'title': 'x'}}"))}}}}}" },
        { "attributes", $"{{'title': 'x', 'attributes': {{{string.Join(',', Enumerable.Range(0, 101).Select(i => $"'a{i}': 1"))}}}}}" },
        { "attributes", $"{{'title': 'x', 'attributes': {{'a': '{new string('x', 33_000)}'}}}}" },
        { "attributes", "{'title': 'x', 'attributes': {'': 1}}" },
        { "attributes.a", "{'title': 'x', 'attributes': {'a': ['\\u0000']}}" },
        { "attributes.a", "{'title': 'x', 'attributes': {'a': {'b\\u0000': 1}}}" },
        { "attributes.a", $"{{'title': 'x', 'attributes': {{'a': {new string('[', 9)}1{new string(']', 9)}}}}}" },
        { "", "['title']" },
    };

    [Theory]
    [MemberData(nameof(OneWrongField))]
    public async Task A_wrong_field_is_400_on_create_and_replace(string field, string json)
    {
        await using ShopUnderTest shop = await StartAsync();
        await FieldsOfAsync(await shop.SendAsync(HttpMethod.Post, Products, json), field);
        JsonElement product = await shop.CreateAsync("{'title': 'Mug'}");
        await FieldsOfAsync(await shop.SendAsync(HttpMethod.Put, $"{Products}/{product.GetProperty("product_id").GetString()}", json), field);
    }

    [Fact]
    public async Task Pictures_may_be_called_as_events_call_them()
    {
        await using ShopUnderTest shop = await StartAsync();

        JsonElement created = await shop.CreateAsync("{'title': 'Mug', 'external_id': 'mug', 'image_urls': ['https://img.example/a.jpg', 'https://img.example/b.jpg']}");
        JsonElement replaced = await JsonOfAsync(await shop.SendAsync(HttpMethod.Put, $"{Products}/ext:mug", "{'title': 'Mug', 'images': null, 'image_urls': ['https://img.example/b.jpg']}"));

        Assert.Equal(["https://img.example/a.jpg", "https://img.example/b.jpg"], Addresses(created));
        Assert.Equal(["https://img.example/b.jpg"], Addresses(replaced));

        static IEnumerable<string?> Addresses(JsonElement product) => product.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("url").GetString());
    }

    [Fact]
    public async Task The_greatest_of_everything_is_accepted()
    {
        await using ShopUnderTest shop = await StartAsync();
        JsonElement product = await shop.CreateAsync($$"""
            {"title": "{{new string('x', 500)}}", "description": "{{new string('x', 20_000)}}", "category": "{{new string('x', 300)}}", "brand": "{{new string('x', 200)}}",
             "external_id": "{{new string('x', 200)}}", "price": 999999999999.99, "attributes": {"a": {{new string('[', 8)}}1{{new string(']', 8)}}},
             "images": [{{string.Join(',', Enumerable.Range(0, 20).Select(i => $"\"https://img.example/{i}.jpg\""))}}]}
            """);
        Assert.Equal(999999999999.99m, product.GetProperty("price").GetDecimal());
        Assert.Equal(20, product.GetProperty("images").GetArrayLength());
        await JsonOfAsync(await shop.GetAsync($"{Products}/ext:{new string('x', 200)}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{'title': 'Mug'} trailing")]
    [InlineData("{'title': 'a\\ud800'}")]
    [InlineData("{'title': 'x', 'attributes': {'\\udc00': 1}}")]
    public async Task A_body_that_is_no_json_text_is_400(string json)
    {
        await using ShopUnderTest shop = await StartAsync();
        await Http.ApiUnderTest.ProblemOfAsync(await shop.SendAsync(HttpMethod.Post, Products, json), HttpStatusCode.BadRequest, "malformed_request");
        await Http.ApiUnderTest.ProblemOfAsync(await shop.SendAsync(HttpMethod.Put, $"{Products}/ext:a", json), HttpStatusCode.BadRequest, "malformed_request");
    }

    [Fact]
    public async Task A_body_of_another_type_is_415()
    {
        await using ShopUnderTest shop = await StartAsync();
        using StringContent body = new("title=Mug", Encoding.UTF8, "application/x-www-form-urlencoded");
        HttpResponseMessage response = await shop.Client.PostAsync(Products, body, TestContext.Current.CancellationToken);
        await Http.ApiUnderTest.ProblemOfAsync(response, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Fact]
    public async Task A_body_over_one_mebibyte_is_413()
    {
        await using ShopUnderTest shop = await StartAsync();
        HttpResponseMessage response = await shop.SendAsync(HttpMethod.Post, Products, $"{{'title': 'x', 'description': '{new string('x', 1024 * 1024)}'}}");
        await Http.ApiUnderTest.ProblemOfAsync(response, HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }
}
