using CsCheck;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

public abstract class ProductReadsContract(CatalogueKind kind)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_give_every_product_that_stays_once_while_others_come_and_go()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        List<ProductId> staying = [];
        List<ProductId> leaving = [];
        for (int i = 0; i < 40; i++)
        {
            (i % 2 == 0 ? staying : leaving).Add(await catalogue.AddAsync($"{i}"));
        }

        List<ProductId> seen = [];
        ProductId? after = null;
        int round = 0;
        do
        {
            ProductPage page = await catalogue.Reads.ListAsync(All with { Limit = 3, After = after }, Cancelled);
            Assert.Equal(40, page.Total);
            seen.AddRange(page.Items.Select(p => p.Id));
            after = page.Next;
            if (round < leaving.Count)
            {
                await catalogue.Writes.DeleteAsync(ProductKey.Of(leaving[^(++round)]), null, Cancelled);
                await catalogue.AddAsync("new");
            }
        }
        while (after is not null);

        Assert.Equal(seen.Order(), seen);
        Assert.Equal(seen.Distinct(), seen);
        Assert.Empty(staying.Except(seen));
    }

    [Fact]
    public async Task The_last_page_has_no_next_even_when_it_is_full()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductPage empty = await catalogue.Reads.ListAsync(All, Cancelled);
        Assert.Equal((0, null, 0L), (empty.Items.Count, empty.Next, empty.Total));
        await catalogue.AddAsync("a", "https://a/1", "https://a/2");
        await catalogue.AddAsync("b", "https://b/1", "https://b/2");
        ProductPage full = await catalogue.Reads.ListAsync(All with { Limit = 2 }, Cancelled);
        Assert.Equal((2, null, 2L), (full.Items.Count, full.Next, full.Total));
        Assert.Equal(["https://b/1", "https://b/2"], full.Items[1].Pictures.Select(p => p.Reference));
    }

    [Fact]
    public async Task Filters_and_total_agree_with_a_plain_model()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        List<(ProductId Id, string? Category, string? Brand, bool? InStock, string Title, IndexState State)> model = [];
        for (int i = 0; i < 36; i++)
        {
            string? category = i % 2 == 0 ? "c" : null;
            string? brand = i % 3 == 0 ? "b" : null;
            bool? inStock = (i % 4) switch { 0 => true, 1 => false, _ => null };
            string title = i % 5 == 0 ? "Red Mug" : "Blue hat";
            string[] pictures = (i % 3) switch { 0 => [], 1 => ["https://ok"], _ => ["https://bad"] };
            ProductId id = await catalogue.AddAsync(new ProductDetails { Title = title, Category = category, Brand = brand, InStock = inStock }, pictures);
            model.Add((id, category, brand, inStock, title, i % 3 == 2 ? IndexState.Failed : IndexState.Indexed));
        }

        await catalogue.IndexAllAsync(generation, p => p.Reference == "https://ok" ? TemporaryCatalogue.Embedded(p) : new PictureWork(p.Id, null, null, null, "bad", null));
        for (int i = 0; i < 10; i++)
        {
            await catalogue.Writes.AddPictureAsync(ProductKey.Of(model[i].Id), "https://more", Cancelled);
            model[i] = model[i] with { State = IndexState.Pending };
        }

        Gen<string?> text = Gen.Int[0, 3].Select(i => i switch { 0 => null, 1 => "mug", 2 => "hat bl", _ => "nothing" });
        Gen<ProductListQuery> queries = Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool.Nullable(), text, Gen.Enum<IndexState>().Nullable(), (c, b, s, t, state) =>
            new ProductListQuery(200, null, c ? "c" : null, b ? "b" : null, s, t, state));
        await queries.SampleAsync(
            async query =>
            {
                ProductPage page = await catalogue.Reads.ListAsync(query, Cancelled);
                var expected = model.Where(p => (query.Category is null || p.Category == query.Category)
                    && (query.Brand is null || p.Brand == query.Brand)
                    && (query.InStock is null || p.InStock == query.InStock)
                    && (query.IndexState is null || p.State == query.IndexState)
                    && query.Text switch { null => true, "mug" => p.Title == "Red Mug", "hat bl" => p.Title == "Blue hat", _ => false }).ToArray();
                Assert.Equal(expected.Select(p => (p.Id, p.State)), page.Items.Select(p => (p.Id, p.IndexState)));
                Assert.Equal(expected.Length, page.Total);
            },
            iter: kind == CatalogueKind.Sqlite ? 100 : 25,
            threads: 1);
    }

    [Fact]
    public async Task Without_a_generation_everything_is_pending()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductId id = await catalogue.AddAsync("One");
        Assert.Equal(IndexState.Pending, (await catalogue.Reads.FindAsync(ProductKey.Of(id), Cancelled))!.IndexState);
        Assert.Equal(1, (await catalogue.Reads.ListAsync(All with { IndexState = IndexState.Pending }, Cancelled)).Total);
        Assert.Equal(0, (await catalogue.Reads.ListAsync(All with { IndexState = IndexState.Indexed }, Cancelled)).Total);
    }

    [Fact]
    public async Task List_finds_text_in_translations_and_articles_by_the_beginnings_of_words()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await catalogue.AddAsync(new ProductDetails { Title = "Mug", ExternalId = "bakai_118133", Description = "secret", Translations = new Dictionary<string, Translation> { ["ru"] = new("Чёрная кружка", null) } });
        foreach ((string text, int expected) in new[] { ("черн круж", 1), ("1181", 1), ("bakai_118133", 1), ("secret", 0), ("---", 0) })
        {
            Assert.Equal(expected, (await catalogue.Reads.ListAsync(All with { Text = text }, Cancelled)).Total);
        }
    }

    [Theory]
    [InlineData("Main")]
    [InlineData("Русский", "ru-KG", "ky")]
    [InlineData("Кыргызча", "ky", "ru")]
    [InlineData("Английский", "EN-us")]
    [InlineData("Main", "de", "fr")]
    [InlineData("Русский", "de", "ru")]
    public async Task Cards_give_the_title_in_the_first_language_that_has_one(string title, params string[] languages)
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductId id = await catalogue.AddAsync(
            new ProductDetails
            {
                Title = "Main",
                ExternalId = "e",
                PriceMinor = 7,
                Currency = "KGS",
                Category = "c",
                Brand = "b",
                InStock = true,
                Translations = new Dictionary<string, Translation> { ["ru"] = new("Русский", null), ["ky"] = new("Кыргызча", null), ["en-US"] = new("Английский", null), ["fr"] = new(null, "texte") },
            },
            "https://a/2",
            "https://a/1");
        ProductId bare = await catalogue.AddAsync("Bare");
        ProductId deleted = await catalogue.AddAsync("Deleted");
        await catalogue.Writes.DeleteAsync(ProductKey.Of(deleted), null, Cancelled);

        IReadOnlyDictionary<ProductId, ProductCard> cards = await catalogue.Reads.HydrateAsync([bare, id, deleted, new ProductId(99), id], languages, Cancelled);
        Assert.Equal([id, bare], cards.Keys.Order());
        ProductCard card = cards[id];
        Assert.Equal(new ProductCard(id, "e", title, 7, "KGS", "c", "b", true, card.Pictures), card);
        Assert.Equal(["https://a/2", "https://a/1"], card.Pictures.Select(p => p.Reference));
        Assert.Equal("Bare", cards[bare].Title);
        Assert.Empty(await catalogue.Reads.HydrateAsync([], languages, Cancelled));
    }

    [Fact]
    public async Task Resolve_leaves_out_what_is_not_there()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductId a = await catalogue.AddAsync(new ProductDetails { Title = "A", ExternalId = "a" });
        ProductId b = await catalogue.AddAsync("B");
        ProductId gone = await catalogue.AddAsync(new ProductDetails { Title = "C", ExternalId = "c" });
        await catalogue.Writes.DeleteAsync(ProductKey.Of(gone), null, Cancelled);
        IReadOnlySet<ProductId> found = await catalogue.Reads.ResolveAsync(
            [ProductKey.OfExternal("a"), ProductKey.Of(b), ProductKey.OfExternal("c"), ProductKey.Of(gone), ProductKey.OfExternal("A"), ProductKey.Of(new ProductId(99))], Cancelled);
        Assert.Equal([a, b], found.Order());
        Assert.Empty(await catalogue.Reads.ResolveAsync([], Cancelled));
    }

    [Fact]
    public async Task Find_picture_knows_pictures_of_living_products_only()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductId id = await catalogue.AddAsync("One", "kept:1");
        ProductPicture picture = (await catalogue.Reads.FindAsync(ProductKey.Of(id), Cancelled))!.Pictures[0];
        Assert.Equal(picture, await catalogue.Reads.FindPictureAsync(picture.Id, Cancelled));
        Assert.Null(await catalogue.Reads.FindPictureAsync(new PictureId(99), Cancelled));
        await catalogue.Writes.DeleteAsync(ProductKey.Of(id), null, Cancelled);
        Assert.Null(await catalogue.Reads.FindPictureAsync(picture.Id, Cancelled));
    }

    private static ProductListQuery All => new(200, null, null, null, null, null, null);
}

public sealed class SqliteProductReadsTests() : ProductReadsContract(CatalogueKind.Sqlite);

public sealed class PostgresProductReadsTests() : ProductReadsContract(CatalogueKind.Postgres);
