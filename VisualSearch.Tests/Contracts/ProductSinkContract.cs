using System.Text.Json;
using VisualSearch.Cli.Importing;
using VisualSearch.Cli.Importing.Writing;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Contracts;

/// <summary>What every place that an import writes to does with a row.</summary>
public abstract class ProductSinkContract : IAsyncLifetime
{
    private readonly TemporaryFolder _files = new();

    /// <summary>The product that a test is about; the place may hold those of other tests.</summary>
    private readonly string _id = $"p-{Guid.NewGuid():N}";

    private long _rows;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private protected abstract IProductSink Sink { get; }

    /// <summary>The catalogue behind it.</summary>
    private protected abstract ProductReads Reads { get; }

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _files.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_new_product_has_all_that_its_row_says()
    {
        ProductDetails details = new()
        {
            ExternalId = "mug-1",
            Title = "Red mug",
            Description = "Holds\ntea.",
            Category = "kitchen",
            Brand = "Clay & Co",
            PriceMinor = 129050,
            Currency = "KGS",
            InStock = true,
            Url = "https://shop.example/mug",
            Attributes = new Dictionary<string, JsonElement> { ["colour"] = JsonSerializer.SerializeToElement("red"), ["size"] = JsonSerializer.SerializeToElement(new { ml = 300 }) },
            Translations = new Dictionary<string, Translation> { ["ru"] = new("Красная кружка", null), ["ky"] = new("Кызыл чыны", "Чай үчүн") },
        };

        Assert.Equal(new SinkResult(RowOutcome.Created, 2), await WriteAsync(details, Picture("26bd"), Picture("1f34e")));

        Product product = await FindAsync("mug-1");
        Assert.True(SameProduct.Are(details, product.Details), product.Details.ToString());
        Assert.Equal([KeptAs("26bd"), KeptAs("1f34e")], References(product));
    }

    [Fact]
    public async Task The_same_row_again_changes_nothing()
    {
        await WriteAsync(Details("Ball"), Picture("26bd"), Address("https://pictures.example/ball.jpg"));
        Product before = await FindAsync(_id);

        Assert.Equal(new SinkResult(RowOutcome.Unchanged, 0), await WriteAsync(Details("Ball"), Picture("26bd"), Address("https://pictures.example/ball.jpg")));

        Assert.Equal(before.Version, (await FindAsync(_id)).Version);
    }

    [Fact]
    public async Task A_row_without_pictures_leaves_those_of_the_product()
    {
        await WriteAsync(Details("Ball"), Picture("26bd"));

        Assert.Equal(new SinkResult(RowOutcome.Updated, 0), await WriteAsync(Details("Football")));

        Product product = await FindAsync(_id);
        Assert.Equal("Football", product.Details.Title);
        Assert.Equal([KeptAs("26bd")], References(product));
    }

    [Fact]
    public async Task Afterwards_a_product_has_exactly_the_pictures_of_the_row_in_its_order()
    {
        await WriteAsync(Details("Fruit"), Picture("1f34e"), Picture("1f34c"), Address("https://pictures.example/old.jpg"));

        SinkResult result = await WriteAsync(Details("Fruit"), Address("https://pictures.example/new.jpg"), Picture("1f34d"), Picture("1f34e"));

        Assert.Equal(new SinkResult(RowOutcome.Updated, 2), result);
        Assert.Equal(["https://pictures.example/new.jpg", KeptAs("1f34d"), KeptAs("1f34e")], References(await FindAsync(_id)));
    }

    [Fact]
    public async Task A_product_full_of_pictures_takes_a_row_with_others()
    {
        RowPicture[] all = [.. SampleShop.Pictures.Take(2 * ProductLimits.Pictures - 1).Select(Picture)];
        await WriteAsync(Details("Album"), all[..ProductLimits.Pictures]);

        await WriteAsync(Details("Album"), all[(ProductLimits.Pictures - 1)..]);

        Assert.Equal(SampleShop.Pictures.Skip(ProductLimits.Pictures - 1).Take(ProductLimits.Pictures).Select(KeptAs), References(await FindAsync(_id)));
    }

    [Fact]
    public async Task Files_of_equal_content_are_one_picture()
    {
        RowPicture copy = File("copy.webp", SampleShop.Picture("26bd"));

        await WriteAsync(Details("Ball"), Picture("26bd"), copy);

        Assert.Equal([KeptAs("26bd")], References(await FindAsync(_id)));
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("empty")]
    [InlineData("text")]
    [InlineData("gone")]
    public async Task A_row_with_a_bad_picture_makes_no_product(string fault)
    {
        SinkResult result = await WriteAsync(Details("Ball"), Picture("26bd"), Bad(fault));

        Assert.Equal(RowOutcome.Refused, result.Outcome);
        Assert.NotEmpty(result.Reason!);
        Assert.Null(await Sink.FindAsync(_id, Cancelled));
    }

    [Fact]
    public async Task A_row_with_a_bad_picture_leaves_the_product_as_it_was()
    {
        await WriteAsync(Details("Ball"), Picture("26bd"), Address("https://pictures.example/ball.jpg"));
        Product before = await FindAsync(_id);

        SinkResult result = await WriteAsync(Details("Football"), Picture("1f34e"), Bad("damaged"));

        Product after = await FindAsync(_id);
        Assert.Equal(RowOutcome.Refused, result.Outcome);
        Assert.True(SameProduct.Are(before.Details, after.Details), after.Details.ToString());
        Assert.Equal(References(before), References(after));
    }

    [Fact]
    public async Task A_row_with_a_bad_picture_leaves_a_full_product_as_it_was()
    {
        await WriteAsync(Details("Album"), [Address("https://pictures.example/first.jpg"), .. SampleShop.Pictures.Take(ProductLimits.Pictures - 1).Select(Picture)]);
        Product before = await FindAsync(_id);

        SinkResult result = await WriteAsync(Details("Other"), Picture(SampleShop.Pictures[40]), Picture(SampleShop.Pictures[3]), Picture(SampleShop.Pictures[41]), Bad("damaged"));

        Product after = await FindAsync(_id);
        Assert.Equal(RowOutcome.Refused, result.Outcome);
        Assert.Equal("Album", after.Details.Title);
        Assert.Equal(References(before), References(after));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("räud & co #1? 100%")]
    [InlineData("ext:x")]
    [InlineData("..")]
    public async Task An_external_id_may_be_anything(string id)
    {
        ProductDetails details = Details("Ball") with { ExternalId = id };

        Assert.Equal(RowOutcome.Created, (await WriteAsync(details, Picture("26bd"))).Outcome);
        Assert.Equal(RowOutcome.Unchanged, (await WriteAsync(details, Picture("26bd"))).Outcome);
        Assert.Equal(id, (await Sink.FindAsync(id, Cancelled))?.ExternalId);
    }

    [Fact]
    public async Task Products_are_written_side_by_side()
    {
        long before = await Reads.CountAsync(Cancelled);
        RowOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(async number =>
            (await WriteAsync(Details($"Ball {number}") with { ExternalId = $"ball-{number}" }, Picture(SampleShop.Pictures[number]))).Outcome));

        Assert.All(outcomes, outcome => Assert.Equal(RowOutcome.Created, outcome));
        Assert.Equal(before + 16, await Reads.CountAsync(Cancelled));
    }

    private ProductDetails Details(string title) => new() { ExternalId = _id, Title = title };

    [Fact]
    public async Task Pictures_are_fetched_again_of_a_product_that_is_there()
    {
        await WriteAsync(Details("Ball"), Picture("26bd"));

        Assert.True(await Sink.FetchAgainAsync(_id, Cancelled));
        Assert.False(await Sink.FetchAgainAsync("nobody", Cancelled));
    }

    private static RowPicture.Address Address(string reference) => new(reference);

    private static RowPicture Picture(string name) => new RowPicture.Local(Repository.PathOf("samples", "sample-shop", "images", name + ".webp"));

    private static string KeptAs(string name) => ImageReference.Kept.Prefix + ContentHash.Of(SampleShop.Picture(name));

    private static IEnumerable<string> References(Product product) => product.Pictures.OrderBy(picture => picture.Position).Select(picture => picture.Reference);

    private RowPicture.Local Bad(string fault) => fault switch
    {
        "damaged" => File("damaged.webp", SampleShop.Picture("26bd")[..300]),
        "empty" => File("empty.webp", []),
        "text" => File("text.jpg", "this is no picture"u8.ToArray()),
        _ => new RowPicture.Local(Path.Combine(_files.Path, "gone.jpg")),
    };

    private RowPicture.Local File(string name, byte[] content)
    {
        string path = Path.Combine(_files.Path, name);
        System.IO.File.WriteAllBytes(path, content);
        return new RowPicture.Local(path);
    }

    private Task<SinkResult> WriteAsync(ProductDetails details, params RowPicture[] pictures)
    {
        long row = Interlocked.Increment(ref _rows);
        return Sink.WriteAsync(new ImportRow(row, row, details.ExternalId!, details, pictures.Length == 0 ? null : pictures), Cancelled);
    }

    private async Task<Product> FindAsync(string id) => (await Reads.FindAsync(ProductKey.OfExternal(id), Cancelled))!;
}
