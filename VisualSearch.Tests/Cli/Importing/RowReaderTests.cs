using System.Buffers;
using System.Text;
using System.Text.Json;
using VisualSearch.Cli;
using VisualSearch.Cli.Importing;
using VisualSearch.Cli.Importing.Reading;
using VisualSearch.Cli.Importing.Writing;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Importing;

public sealed class RowReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1290.5", 129050)]
    [InlineData("1290,50", 129050)]
    [InlineData("1 290,50", 129050)]
    [InlineData("1,290.50", 129050)]
    [InlineData("1.290,50", 129050)]
    [InlineData("0", 0)]
    [InlineData("1290.500", 129050)]
    public async Task Prices_are_read_as_people_write_them(string text, long minor) =>
        Assert.Equal(minor, (await OneAsync($"id;title;price\n1;Mug;{text}\n")).Row!.Details.PriceMinor);

    [Theory]
    [InlineData("1,290")]
    [InlineData("1.290")]
    [InlineData("49.990")]
    [InlineData("cheap")]
    [InlineData("-1")]
    [InlineData("1.999")]
    [InlineData("1000000000000")]
    public async Task A_price_that_is_none_or_could_be_two_is_refused(string text)
    {
        (ImportRow? row, string? reason) = await OneAsync($"id;title;price\n1;Mug;{text}\n");

        Assert.Null(row);
        Assert.Contains(text, reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_of_json_is_a_price_in_one_way_only() =>
        Assert.Equal(129, (await OneAsync("""{"id":1,"title":"Mug","price":1.290}""")).Row!.Details.PriceMinor);

    [Theory]
    [InlineData("yes", true)]
    [InlineData("0", false)]
    [InlineData("17", true)]
    [InlineData("да", true)]
    [InlineData("нет", false)]
    [InlineData("TRUE", true)]
    [InlineData("", null)]
    public async Task Stock_is_understood(string text, bool? expected) =>
        Assert.Equal(expected, (await OneAsync($"id,title,available\n1,Mug,{text}\n")).Row!.Details.InStock);

    [Theory]
    [InlineData("sku,name,link\n1,Mug,https://shop.example/1\n")]
    [InlineData("Артикул;Название;Ссылка\n1;Mug;https://shop.example/1\n")]
    [InlineData("ID\tProduct Name\tURL\n1\tMug\thttps://shop.example/1\n")]
    [InlineData("\uFEFFarticle|title|url\n1|Mug|https://shop.example/1\n")]
    public async Task Columns_are_known_by_what_shops_call_them_whatever_separates_them(string table)
    {
        ImportRow row = (await OneAsync(table)).Row!;

        Assert.Equal(("1", "Mug", "https://shop.example/1"), (row.ExternalId, row.Details.Title, row.Details.Url));
    }

    [Fact]
    public async Task Of_two_columns_for_one_field_the_surer_is_taken_and_what_the_user_says_before_both()
    {
        const string Table = "id,external_id,name,heading\nour-1,their-1,Mug,Cup\n";

        Assert.Equal("their-1", (await OneAsync(Table)).Row!.ExternalId);
        ImportRow said = (await OneAsync(Table, "external_id=id", "title=heading")).Row!;
        Assert.Equal(("our-1", "Cup"), (said.ExternalId, said.Details.Title));
    }

    [Fact]
    public async Task A_field_mapped_to_nothing_is_left_out() =>
        Assert.Null((await OneAsync("id,title,brand\n1,Mug,Clay\n", "brand=")).Row!.Details.Brand);

    [Fact]
    public async Task Texts_in_other_languages_become_translations()
    {
        ImportRow row = (await OneAsync("id,title,title_ru,description_ky\n1,Mug,Кружка,Чыны\n")).Row!;

        Assert.Equal("Кружка", row.Details.Translations["ru"].Title);
        Assert.Equal("Чыны", row.Details.Translations["ky"].Description);
    }

    [Fact]
    public async Task Other_columns_become_attributes_when_asked()
    {
        const string Lines = """{"external_id":"1","title":"Mug","colour":"red","ml":300,"product_id":"7","version":2}""";

        Assert.Empty((await OneAsync(Lines)).Row!.Details.Attributes);
        var attributes = (await RowsAsync(Encoding.UTF8.GetBytes(Lines), attributes: true)).Single().Row!.Details.Attributes;
        Assert.Equal(["colour", "ml"], attributes.Keys.Order());
        Assert.Equal(300, attributes["ml"].GetInt32());
    }

    [Fact]
    public async Task What_an_export_with_vectors_adds_does_not_become_attributes()
    {
        ProductDetails details = new() { ExternalId = "1", Title = "Mug", PriceMinor = 150, Attributes = new Dictionary<string, JsonElement> { ["ml"] = JsonSerializer.SerializeToElement(300) } };
        Product product = new(new ProductId(7), details, [], IndexState.Indexed, 2, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        ArrayBufferWriter<byte> line = new();
        ExportLine.Write(line, new ExportedProduct(product, new ExportedVectors("model", "print", new Dictionary<PictureId, Half[]>())), _ => (string.Empty, false));

        ImportRow row = (await RowsAsync(line.WrittenSpan.ToArray(), attributes: true)).Single().Row!;

        Assert.True(SameProduct.Are(details, row.Details), row.Details.ToString());
        Assert.Equal(["ml"], row.Details.Attributes.Keys);
    }

    [Fact]
    public async Task A_line_without_end_is_noticed_before_it_is_read()
    {
        byte[] endless = Encoding.UTF8.GetBytes("{\"id\":1,\"title\":\"Mug\"}\r\n{\"id\":2,\"title\":\"" + new string('x', 5_000_000));

        CommandFailedException failure = await Assert.ThrowsAsync<CommandFailedException>(() => RowsAsync(endless));

        Assert.Contains("after line 1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_stand_beside_each_other_in_a_table_and_in_lists_in_json()
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder.Path, "a.jpg"), [1], TestContext.Current.CancellationToken);
        RowPicture[] expected = [new RowPicture.Local(Path.Combine(_folder.Path, "a.jpg")), new RowPicture.Address("https://pictures.example/b.jpg"), new RowPicture.Address("s3://bucket/c.jpg")];

        Assert.Equal(expected, (await OneAsync("id,title,image\n1,Mug,a.jpg; https://pictures.example/b.jpg|s3://bucket/c.jpg\n")).Row!.Pictures);
        Assert.Equal(expected, (await OneAsync("id,title,image,additional images\n1,Mug,a.jpg,https://pictures.example/b.jpg;s3://bucket/c.jpg\n")).Row!.Pictures);
        Assert.Equal(expected, (await OneAsync("""{"id":1,"title":"Mug","images":["a.jpg",{"url":"https://pictures.example/b.jpg","state":"indexed"},"s3://bucket/c.jpg"]}""")).Row!.Pictures);
        Assert.Null((await OneAsync("""{"id":1,"title":"Mug","images":[]}""")).Row!.Pictures);
    }

    [Theory]
    [InlineData("gone.jpg", "is not there")]
    [InlineData("../secret.jpg", "outside")]
    [InlineData("/etc/hostname", "outside")]
    [InlineData("link/hostname", "outside")]
    [InlineData("ftp://pictures.example/a.jpg", "no address")]
    public async Task A_picture_that_is_not_there_or_may_not_be_taken_is_refused(string name, string why)
    {
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), "/etc");

        Assert.Contains(why, (await OneAsync($"id,title,image\n1,Mug,{name}\n")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_wrong_with_a_row_is_said_at_once()
    {
        string reason = (await OneAsync("id,title,price,currency,in_stock,url,image\n,,x,soms,perhaps,nowhere,gone.jpg\n")).Reason!;

        Assert.All(["external id", "title", "price", "currency", "in stock", "address", "picture"], word => Assert.Contains(word, reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bad_rows_have_their_line_and_the_others_are_read()
    {
        const string Table = "id,title,description\n1,Mug,\"two\nlines\"\n\n2,a,b,c\n3,\"ab\"c,\n4,27\" screen\n";

        var rows = await RowsAsync(Encoding.UTF8.GetBytes(Table));

        Assert.Equal([2L, 5L, 6L, 7L], rows.Select(row => row.Line));
        Assert.Equal([true, false, false, true], rows.Select(row => row.Row is not null));
        Assert.Equal("27\" screen", rows[3].Row!.Details.Title);
    }

    [Fact]
    public async Task A_line_that_is_not_json_is_refused_and_the_others_are_read()
    {
        var rows = await RowsAsync(Encoding.UTF8.GetBytes("{\"id\":1,\"title\":\"Mug\"}\n\n{\"id\":2,\n[1]\n{\"id\":3,\"title\":\"Cup\"}"));

        Assert.Equal([1L, 3L, 4L, 5L], rows.Select(row => row.Line));
        Assert.Equal([true, false, false, true], rows.Select(row => row.Row is not null));
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    public async Task A_json_list_is_read_too(string encoding, bool marked)
    {
        Encoding written = Encoding.GetEncoding(encoding);
        byte[] text = [.. marked ? written.GetPreamble() : [], .. written.GetBytes("""[{"id":1,"title":"Кружка"},{"id":2,"title":"Чыны"}]""")];

        Assert.Equal(["Кружка", "Чыны"], (await RowsAsync(text, encoding: marked && encoding == "utf-8" ? null : encoding)).Select(row => row.Row!.Details.Title));
    }

    [Fact]
    public async Task Windows_1251_is_read_when_named_and_noticed_when_not()
    {
        byte[] table = TextEncodings.Find("cp1251").GetBytes("id;название\n1;Кружка\n");

        Assert.Equal("Кружка", (await RowsAsync(table, encoding: "cp1251")).Single().Row!.Details.Title);
        CommandFailedException failure = await Assert.ThrowsAsync<CommandFailedException>(() => RowsAsync(table));
        Assert.Contains("--encoding", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(IdSource.Title), "Mug")]
    [InlineData(nameof(IdSource.Row), "row-1")]
    public async Task An_external_id_can_be_made(string from, string id) =>
        Assert.Equal(id, (await RowsAsync("title\nMug\n"u8.ToArray(), idFrom: Enum.Parse<IdSource>(from))).Single().Row!.ExternalId);

    private async Task<(ImportRow? Row, string? Reason)> OneAsync(string text, params string[] maps)
    {
        (long _, ImportRow? row, string? reason) = (await RowsAsync(Encoding.UTF8.GetBytes(text), maps: maps)).Single();
        return (row, reason);
    }

    private async Task<IReadOnlyList<(long Line, ImportRow? Row, string? Reason)>> RowsAsync(byte[] content, string? encoding = null, bool attributes = false, IdSource idFrom = IdSource.Column, params string[] maps)
    {
        string file = Path.Combine(_folder.Path, "catalog.txt");
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        ImportSettings settings = new(file, null, encoding, null, maps, attributes, idFrom, null, false, 1, false, null, null, false);
        await using RowSource source = await RowSources.OpenAsync(settings, TestContext.Current.CancellationToken);
        RowReader reader = new(ColumnMap.Read(settings.Maps), new PictureFolder(settings.PictureFolder, settings.AllowOutside), idFrom, attributes);
        List<(long, ImportRow?, string?)> rows = [];
        await foreach (SourceRow row in source.ReadAsync(TestContext.Current.CancellationToken))
        {
            (ImportRow? read, string? reason) = reader.Read(row);
            rows.Add((row.Line, read, reason));
        }

        return rows;
    }
}
