using System.Net;
using System.Text.Json;
using static VisualSearch.Tests.Products.ShopUnderTest;

namespace VisualSearch.Tests.Products;

public sealed class ProductWritesTests
{
    private const string Products = "/api/v1/products";

    [Fact]
    public async Task Create_answers_201_with_location_etag_and_every_member()
    {
        await using ShopUnderTest shop = await StartAsync();
        HttpResponseMessage response = await shop.SendAsync(HttpMethod.Post, Products, """
            {"external_id": "bakai_1", "title": "Mug", "description": "Red,\nlarge", "category": "kitchen/mugs", "brand": "Ала-Тоо", "price": 1290.50, "currency": "kgs",
             "in_stock": true, "url": "https://shop.example/1", "attributes": {"Colour": ["red"], "sizeMl": 300, "note": null},
             "translations": {"RU": {"title": "Кружка"}, "kk-latn": {"title": "Krujka", "description": "Qyzyl"}, "ky": null},
             "images": ["https://img.example/a.jpg", "s3://shop/b.jpg", "https://img.example/a.jpg"], "colour": "an unknown member"}
            """);

        JsonElement product = await JsonOfAsync(response, HttpStatusCode.Created);
        string id = product.GetProperty("product_id").GetString()!;
        Assert.Equal($"{Products}/{id}", response.Headers.Location?.OriginalString);
        Assert.Equal($"\"{product.GetProperty("version").GetInt64()}\"", response.Headers.ETag?.ToString());
        Assert.Equal(
            ["attributes", "brand", "category", "created_at", "currency", "description", "external_id", "images", "in_stock", "index_state", "price", "product_id", "title", "translations", "updated_at", "url", "version"],
            product.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal("bakai_1", product.GetProperty("external_id").GetString());
        Assert.Equal("Red,\nlarge", product.GetProperty("description").GetString());
        Assert.Equal(1290.50m, product.GetProperty("price").GetDecimal());
        Assert.Equal("KGS", product.GetProperty("currency").GetString());
        Assert.Equal("pending", product.GetProperty("index_state").GetString());
        Assert.Equal("""{"Colour":["red"],"sizeMl":300,"note":null}""", product.GetProperty("attributes").GetRawText());
        Assert.Equal("Кружка", product.GetProperty("translations").GetProperty("ru").GetProperty("title").GetString());
        Assert.Equal("Qyzyl", product.GetProperty("translations").GetProperty("kk-Latn").GetProperty("description").GetString());
        Assert.False(product.GetProperty("translations").TryGetProperty("ky", out _));
        Assert.Equal(["https://img.example/a.jpg", "s3://shop/b.jpg"], product.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("url").GetString()));
        Assert.All(product.GetProperty("images").EnumerateArray(), image =>
        {
            Assert.NotEmpty(image.GetProperty("image_id").GetString()!);
            Assert.Equal("pending", image.GetProperty("state").GetString());
            Assert.Equal(JsonValueKind.Null, image.GetProperty("error").ValueKind);
        });
        Assert.EndsWith("Z", product.GetProperty("created_at").GetString(), StringComparison.Ordinal);

        JsonElement read = await JsonOfAsync(await shop.GetAsync($"{Products}/{id}"));
        Assert.Equal(product.GetRawText(), read.GetRawText());
    }

    [Fact]
    public async Task Create_with_only_a_title_writes_the_rest_as_null()
    {
        await using ShopUnderTest shop = await StartAsync();
        JsonElement product = await shop.CreateAsync("{'title': 'Mug', 'brand': '', 'image_url': null}");
        Assert.Equal(JsonValueKind.Null, product.GetProperty("brand").ValueKind);
        Assert.Equal(JsonValueKind.Null, product.GetProperty("price").ValueKind);
        Assert.Equal(JsonValueKind.Null, product.GetProperty("in_stock").ValueKind);
        Assert.Equal("{}", product.GetProperty("translations").GetRawText());
        Assert.Equal("[]", product.GetProperty("images").GetRawText());
    }

    [Fact]
    public async Task Create_with_an_external_id_in_use_is_409()
    {
        await using ShopUnderTest shop = await StartAsync();
        await shop.CreateAsync("{'title': 'Mug', 'external_id': 'a'}");
        await Http.ApiUnderTest.ProblemOfAsync(await shop.SendAsync(HttpMethod.Post, Products, "{'title': 'Cup', 'external_id': 'a'}"), HttpStatusCode.Conflict, "external_id_in_use");
    }

    [Fact]
    public async Task Replace_writes_everything_anew_and_leaves_the_pictures_unless_it_speaks_of_them()
    {
        await using ShopUnderTest shop = await StartAsync();
        JsonElement before = await shop.CreateAsync("{'title': 'Mug', 'brand': 'B', 'external_id': 'a', 'image_url': 'https://img.example/a.jpg'}");
        string path = $"{Products}/{before.GetProperty("product_id").GetString()}";

        HttpResponseMessage response = await shop.SendAsync(HttpMethod.Put, path, "{'title': 'Cup', 'external_id': 'a', 'images': null}");
        JsonElement after = await JsonOfAsync(response);
        Assert.Equal("Cup", after.GetProperty("title").GetString());
        Assert.Equal(JsonValueKind.Null, after.GetProperty("brand").ValueKind);
        Assert.Equal(before.GetProperty("images").GetRawText(), after.GetProperty("images").GetRawText());
        Assert.True(after.GetProperty("version").GetInt64() > before.GetProperty("version").GetInt64());
        Assert.Equal($"\"{after.GetProperty("version").GetInt64()}\"", response.Headers.ETag?.ToString());

        JsonElement bare = await JsonOfAsync(await shop.SendAsync(HttpMethod.Put, path, "{'title': 'Cup', 'images': []}"));
        Assert.Equal("[]", bare.GetProperty("images").GetRawText());
        Assert.Equal(JsonValueKind.Null, bare.GetProperty("external_id").ValueKind);
    }

    [Fact]
    public async Task Replace_of_an_unknown_external_id_creates_and_of_an_unknown_id_does_not()
    {
        await using ShopUnderTest shop = await StartAsync();
        HttpResponseMessage created = await shop.SendAsync(HttpMethod.Put, $"{Products}/ext:new/1", "{'title': 'Mug'}");
        Assert.Equal(HttpStatusCode.NotFound, created.StatusCode);

        created = await shop.SendAsync(HttpMethod.Put, $"{Products}/ext:new%201", "{'title': 'Mug'}");
        JsonElement product = await JsonOfAsync(created, HttpStatusCode.Created);
        Assert.Equal("new 1", product.GetProperty("external_id").GetString());
        Assert.Equal($"{Products}/{product.GetProperty("product_id").GetString()}", created.Headers.Location?.OriginalString);
        await JsonOfAsync(await shop.SendAsync(HttpMethod.Put, $"{Products}/ext:new%201", "{'title': 'Mug 2', 'external_id': 'new 1'}"));

        await Http.ApiUnderTest.ProblemOfAsync(await shop.SendAsync(HttpMethod.Put, $"{Products}/987654", "{'title': 'Mug'}"), HttpStatusCode.NotFound, "product_not_found");
    }

    [Fact]
    public async Task Replace_under_an_external_id_refuses_another_one_in_the_body()
    {
        await using ShopUnderTest shop = await StartAsync();
        await FieldsOfAsync(await shop.SendAsync(HttpMethod.Put, $"{Products}/ext:a", "{'title': 'Mug', 'external_id': 'b'}"), "external_id");
        await FieldsOfAsync(await shop.SendAsync(HttpMethod.Put, $"{Products}/ext:%20", "{'title': 'Mug'}"), "external_id");
    }

    [Fact]
    public async Task Replace_that_takes_the_external_id_of_another_product_is_409()
    {
        await using ShopUnderTest shop = await StartAsync();
        await shop.CreateAsync("{'title': 'Mug', 'external_id': 'a'}");
        JsonElement other = await shop.CreateAsync("{'title': 'Cup', 'external_id': 'b'}");
        string path = $"{Products}/{other.GetProperty("product_id").GetString()}";
        await Http.ApiUnderTest.ProblemOfAsync(await shop.SendAsync(HttpMethod.Put, path, "{'title': 'Cup', 'external_id': 'a'}"), HttpStatusCode.Conflict, "external_id_in_use");
        await JsonOfAsync(await shop.SendAsync(HttpMethod.Put, path, "{'title': 'Cup', 'external_id': 'c'}"));
        await JsonOfAsync(await shop.GetAsync($"{Products}/ext:c"));
    }

    [Theory]
    [InlineData("\"{0}\"", HttpStatusCode.OK)]
    [InlineData("*", HttpStatusCode.OK)]
    [InlineData("\"999\", \"{0}\"", HttpStatusCode.OK)]
    [InlineData("\"999\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("W/\"{0}\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("{0}", HttpStatusCode.BadRequest)]
    public async Task A_write_with_if_match_happens_only_at_that_version(string form, HttpStatusCode expected)
    {
        await using ShopUnderTest shop = await StartAsync();
        JsonElement product = await shop.CreateAsync("{'title': 'Mug', 'external_id': 'a'}");
        string ifMatch = form.Replace("{0}", product.GetProperty("version").GetRawText(), StringComparison.Ordinal);

        HttpResponseMessage replaced = await shop.SendAsync(HttpMethod.Put, $"{Products}/ext:a", "{'title': 'Cup'}", ("If-Match", ifMatch));
        Assert.Equal(expected, replaced.StatusCode);
        JsonElement now = await JsonOfAsync(await shop.GetAsync($"{Products}/ext:a"));
        Assert.Equal(expected == HttpStatusCode.OK ? "Cup" : "Mug", now.GetProperty("title").GetString());

        string ifMatchNow = form.Replace("{0}", now.GetProperty("version").GetRawText(), StringComparison.Ordinal);
        HttpResponseMessage deleted = await shop.SendAsync(HttpMethod.Delete, $"{Products}/ext:a", null, ("If-Match", ifMatchNow));
        Assert.Equal(expected == HttpStatusCode.OK ? HttpStatusCode.NoContent : expected, deleted.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? HttpStatusCode.NotFound : HttpStatusCode.OK, (await shop.GetAsync($"{Products}/ext:a")).StatusCode);
    }

    [Fact]
    public async Task A_stale_write_is_412_with_a_problem_and_if_match_never_creates()
    {
        await using ShopUnderTest shop = await StartAsync();
        await Http.ApiUnderTest.ProblemOfAsync(await shop.SendAsync(HttpMethod.Put, $"{Products}/ext:a", "{'title': 'Cup'}", ("If-Match", "*")), HttpStatusCode.PreconditionFailed, "precondition_failed");
        await Http.ApiUnderTest.ProblemOfAsync(await shop.SendAsync(HttpMethod.Put, $"{Products}/77", "{'title': 'Cup'}", ("If-Match", "\"1\"")), HttpStatusCode.NotFound, "product_not_found");
        Assert.Equal(HttpStatusCode.NotFound, (await shop.GetAsync($"{Products}/ext:a")).StatusCode);
    }

    [Fact]
    public async Task If_none_match_star_creates_only()
    {
        await using ShopUnderTest shop = await StartAsync();
        HttpResponseMessage first = await shop.SendAsync(HttpMethod.Put, $"{Products}/ext:a", "{'title': 'Mug'}", ("If-None-Match", "*"));
        JsonElement product = await JsonOfAsync(first, HttpStatusCode.Created);
        HttpResponseMessage second = await shop.SendAsync(HttpMethod.Put, $"{Products}/ext:a", "{'title': 'Cup'}", ("If-None-Match", "*"));
        await Http.ApiUnderTest.ProblemOfAsync(second, HttpStatusCode.PreconditionFailed, "precondition_failed");
        string byId = $"{Products}/{product.GetProperty("product_id").GetString()}";
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await shop.SendAsync(HttpMethod.Put, byId, "{'title': 'Cup'}", ("If-None-Match", "*"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await shop.SendAsync(HttpMethod.Put, $"{Products}/4711", "{'title': 'Cup'}", ("If-None-Match", "*"))).StatusCode);
    }

    [Fact]
    public async Task Delete_is_204_and_the_second_one_404()
    {
        await using ShopUnderTest shop = await StartAsync();
        JsonElement product = await shop.CreateAsync("{'title': 'Mug'}");
        string path = $"{Products}/{product.GetProperty("product_id").GetString()}";
        Assert.Equal(HttpStatusCode.NoContent, (await shop.SendAsync(HttpMethod.Delete, path)).StatusCode);
        await Http.ApiUnderTest.ProblemOfAsync(await shop.SendAsync(HttpMethod.Delete, path), HttpStatusCode.NotFound, "product_not_found");
        await Http.ApiUnderTest.ProblemOfAsync(await shop.GetAsync(path), HttpStatusCode.NotFound, "product_not_found");
        Assert.Equal(0, (await JsonOfAsync(await shop.GetAsync(Products))).GetProperty("total").GetInt64());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("abc")]
    [InlineData("99999999999999999999")]
    [InlineData("ext:")]
    [InlineData("12")]
    [InlineData("ext:nobody")]
    public async Task A_key_that_names_no_product_is_404_on_every_route(string key)
    {
        await using ShopUnderTest shop = await StartAsync();
        string path = $"{Products}/{key}";
        await Http.ApiUnderTest.ProblemOfAsync(await shop.GetAsync(path), HttpStatusCode.NotFound, "product_not_found");
        await Http.ApiUnderTest.ProblemOfAsync(await shop.SendAsync(HttpMethod.Delete, path), HttpStatusCode.NotFound, "product_not_found");
        await Http.ApiUnderTest.ProblemOfAsync(await shop.UploadAsync(key, SamplePicture("1f345")), HttpStatusCode.NotFound, "product_not_found");
        if (key != "ext:nobody")
        {
            await Http.ApiUnderTest.ProblemOfAsync(await shop.SendAsync(HttpMethod.Put, path, "{'title': 'Cup'}"), HttpStatusCode.NotFound, "product_not_found");
        }
    }

    [Fact]
    public async Task Get_with_a_known_version_is_304()
    {
        await using ShopUnderTest shop = await StartAsync();
        JsonElement product = await shop.CreateAsync("{'title': 'Mug'}");
        string path = $"{Products}/{product.GetProperty("product_id").GetString()}";
        string tag = $"\"{product.GetProperty("version").GetInt64()}\"";
        foreach (string known in new[] { tag, "W/" + tag, "\"0\", " + tag, "*" })
        {
            HttpResponseMessage response = await shop.GetAsync(path, ("If-None-Match", known));
            Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
            Assert.Equal(tag, response.Headers.ETag?.ToString());
            Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }

        foreach (string unknown in new[] { "\"0\"", "nonsense" })
        {
            Assert.Equal(HttpStatusCode.OK, (await shop.GetAsync(path, ("If-None-Match", unknown))).StatusCode);
        }
    }
}
