using System.Text.Json;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

public abstract class ProductWritesContract(CatalogueKind kind)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_gives_back_all_that_was_given()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductDetails details = new()
        {
            ExternalId = " shop_1 ",
            Title = "Red mug",
            Description = "A mug",
            Category = "kitchen",
            Brand = "Acme",
            PriceMinor = 129_000,
            Currency = "KGS",
            InStock = true,
            Url = "https://shop.example/1",
            Attributes = new Dictionary<string, JsonElement> { ["size"] = JsonElement.Parse("""{"cm":[1,2.50]}""") },
            Translations = new Dictionary<string, Translation> { ["ru"] = new("Красная кружка", null), ["ky"] = new(null, "Чыны") },
        };
        WriteResult result = await catalogue.Writes.CreateAsync(details, ["https://a/1.jpg", "https://a/2.jpg"], Cancelled);

        Assert.Equal(WriteOutcome.Created, result.Outcome);
        Product? read = await catalogue.Reads.FindAsync(ProductKey.Of(result.Product!.Id), Cancelled);
        foreach (Product product in new[] { result.Product, read! })
        {
            Assert.Equal(1, product.Version);
            Assert.Equal(IndexState.Pending, product.IndexState);
            Assert.Equal(catalogue.Time.GetUtcNow(), product.CreatedAt);
            Assert.Equal(catalogue.Time.GetUtcNow(), product.UpdatedAt);
            Assert.Equal(["https://a/1.jpg", "https://a/2.jpg"], product.Pictures.Select(p => p.Reference));
            Assert.Equal([0, 1], product.Pictures.Select(p => p.Position));
            Assert.Equal("""{"cm":[1,2.50]}""", product.Details.Attributes["size"].GetRawText());
            Assert.Equal(details.Translations, product.Details.Translations);
            Assert.Equal(details, product.Details with { Attributes = details.Attributes, Translations = details.Translations });
        }
    }

    [Fact]
    public async Task An_external_id_in_use_is_refused_and_changes_nothing()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductId first = await catalogue.AddAsync(new ProductDetails { Title = "One", ExternalId = "a" });
        ProductId second = await catalogue.AddAsync(new ProductDetails { Title = "Two", ExternalId = "b" });

        Assert.Equal(WriteOutcome.ExternalIdInUse, (await catalogue.Writes.CreateAsync(new ProductDetails { Title = "Three", ExternalId = "a" }, [], Cancelled)).Outcome);
        Assert.Equal(WriteOutcome.ExternalIdInUse, (await catalogue.Writes.ReplaceAsync(ProductKey.Of(second), new ProductDetails { Title = "Three", ExternalId = "a" }, null, null, Cancelled)).Outcome);
        Assert.Equal("One", (await catalogue.Reads.FindAsync(ProductKey.OfExternal("a"), Cancelled))!.Details.Title);
        Assert.Equal((second, 1), (await catalogue.Reads.FindAsync(ProductKey.OfExternal("b"), Cancelled)) is { } b ? (b.Id, b.Version) : default);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_deleted_product_comes_back_under_its_id_with_a_higher_version()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductId id = await catalogue.AddAsync(new ProductDetails { Title = "One", ExternalId = "a" }, "https://a/1.jpg");
        Assert.Equal(new WriteResult(WriteOutcome.Deleted, null), await catalogue.Writes.DeleteAsync(ProductKey.OfExternal("a"), null, Cancelled));
        Assert.Null(await catalogue.Reads.FindAsync(ProductKey.Of(id), Cancelled));
        Assert.Equal(0, await catalogue.Reads.CountAsync(Cancelled));
        Assert.Equal(WriteOutcome.NotFound, (await catalogue.Writes.DeleteAsync(ProductKey.Of(id), null, Cancelled)).Outcome);
        Assert.Equal(WriteOutcome.NotFound, (await catalogue.Writes.ReplaceAsync(ProductKey.Of(id), new ProductDetails { Title = "x" }, null, null, Cancelled)).Outcome);
        Assert.Equal(WriteOutcome.NotFound, (await catalogue.Writes.AddPictureAsync(ProductKey.Of(id), "kept:1", Cancelled)).Outcome);

        WriteResult again = await catalogue.Writes.CreateAsync(new ProductDetails { Title = "Two", ExternalId = "a" }, [], Cancelled);
        Assert.Equal(WriteOutcome.Created, again.Outcome);
        Assert.Equal(id, again.Product!.Id);
        Assert.Equal(3, again.Product.Version);
        Assert.Empty(again.Product.Pictures);

        await catalogue.Writes.DeleteAsync(ProductKey.Of(id), null, Cancelled);
        WriteResult put = await catalogue.Writes.ReplaceAsync(ProductKey.OfExternal("a"), new ProductDetails { Title = "Three" }, null, null, Cancelled);
        Assert.Equal((WriteOutcome.Created, id, 5L, "a"), (put.Outcome, put.Product!.Id, put.Product.Version, put.Product.Details.ExternalId));
    }

    [Fact]
    public async Task An_id_is_never_given_again()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductId first = await catalogue.AddAsync("One");
        await catalogue.Writes.DeleteAsync(ProductKey.Of(first), null, Cancelled);
        catalogue.Time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(1, (await catalogue.Get<Retention>().RunAsync(Cancelled)).Tombstones);
        Assert.True(await catalogue.AddAsync("Two") > first);
    }

    [Fact]
    public async Task A_tombstone_gives_its_external_id_to_a_product_that_is_renamed()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await catalogue.AddAsync(new ProductDetails { Title = "One", ExternalId = "a" });
        await catalogue.Writes.DeleteAsync(ProductKey.OfExternal("a"), null, Cancelled);
        ProductId second = await catalogue.AddAsync("Two");
        WriteResult renamed = await catalogue.Writes.ReplaceAsync(ProductKey.Of(second), new ProductDetails { Title = "Two", ExternalId = "a" }, null, null, Cancelled);
        Assert.Equal(WriteOutcome.Updated, renamed.Outcome);
        Assert.Equal(second, (await catalogue.Reads.FindAsync(ProductKey.OfExternal("a"), Cancelled))!.Id);
    }

    [Fact]
    public async Task Replace_creates_by_external_id_only_and_honours_the_version()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductDetails details = new() { Title = "One" };
        Assert.Equal(WriteOutcome.NotFound, (await catalogue.Writes.ReplaceAsync(ProductKey.Of(new ProductId(7)), details, null, null, Cancelled)).Outcome);
        Assert.Equal(WriteOutcome.VersionMismatch, (await catalogue.Writes.ReplaceAsync(ProductKey.OfExternal("a"), details, null, 1, Cancelled)).Outcome);
        Assert.Equal(0, await catalogue.Reads.CountAsync(Cancelled));

        WriteResult made = await catalogue.Writes.ReplaceAsync(ProductKey.OfExternal("a"), details, ["https://a/1"], null, Cancelled);
        Assert.Equal(WriteOutcome.Created, made.Outcome);
        ProductKey key = ProductKey.Of(made.Product!.Id);
        Assert.Equal(WriteOutcome.VersionMismatch, (await catalogue.Writes.ReplaceAsync(key, details, null, 2, Cancelled)).Outcome);
        Assert.Equal(WriteOutcome.VersionMismatch, (await catalogue.Writes.DeleteAsync(key, 2, Cancelled)).Outcome);
        WriteResult updated = await catalogue.Writes.ReplaceAsync(key, new ProductDetails { Title = "Two" }, null, 1, Cancelled);
        Assert.Equal((WriteOutcome.Updated, 2L, "Two"), (updated.Outcome, updated.Product!.Version, updated.Product.Details.Title));
        Assert.Equal(made.Product.Pictures, updated.Product.Pictures);
        Assert.Null(updated.Product.Details.ExternalId);
        Assert.Equal(WriteOutcome.Deleted, (await catalogue.Writes.DeleteAsync(key, 2, Cancelled)).Outcome);
    }

    [Fact]
    public async Task Pictures_whose_reference_stays_keep_row_and_state()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        ProductId id = await catalogue.AddAsync("One", "https://a/1", "https://a/2", "https://a/3");
        await catalogue.IndexAllAsync(generation);
        Product before = (await catalogue.Reads.FindAsync(ProductKey.Of(id), Cancelled))!;

        WriteResult result = await catalogue.Writes.ReplaceAsync(ProductKey.Of(id), before.Details, ["https://a/3", "https://a/9", "https://a/1", "https://a/9"], null, Cancelled);

        IReadOnlyList<ProductPicture> after = result.Product!.Pictures;
        Assert.Equal(["https://a/3", "https://a/9", "https://a/1"], after.Select(p => p.Reference));
        Assert.Equal([0, 1, 2], after.Select(p => p.Position));
        Assert.Equal(before.Pictures[2] with { Position = 0 }, after[0]);
        Assert.Equal(before.Pictures[0] with { Position = 2 }, after[2]);
        Assert.Equal(PictureState.Pending, after[1].State);
        Assert.DoesNotContain(after[1].Id, before.Pictures.Select(p => p.Id));
        Assert.Null(await catalogue.Reads.FindPictureAsync(before.Pictures[1].Id, Cancelled));

        IndexClaim claim = Assert.Single(await catalogue.Outbox.ClaimAsync(generation.Id, null, 10, "w", TimeSpan.FromMinutes(1), Cancelled));
        Assert.Equal([false, true, false], claim.Pictures.Select(p => p.MustFetch));
    }

    [Fact]
    public async Task A_change_of_filter_fields_fetches_nothing()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        ProductId id = await catalogue.AddAsync("One", "https://a/1");
        await catalogue.IndexAllAsync(generation);
        await catalogue.Writes.ReplaceAsync(ProductKey.Of(id), new ProductDetails { Title = "One", Category = "new", InStock = true }, null, null, Cancelled);

        IndexClaim claim = Assert.Single(await catalogue.Outbox.ClaimAsync(generation.Id, null, 10, "w", TimeSpan.FromMinutes(1), Cancelled));
        Assert.Equal(new FilterFields("new", null, null, true), claim.Fields);
        Assert.False(Assert.Single(claim.Pictures).MustFetch);
        Assert.NotNull(claim.Pictures[0].Content);
    }

    [Fact]
    public async Task Add_picture_goes_after_the_last_once()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductId id = await catalogue.AddAsync("One", "https://a/1");
        await catalogue.Writes.AddPictureAsync(ProductKey.Of(id), "kept:x", Cancelled);
        WriteResult result = await catalogue.Writes.AddPictureAsync(ProductKey.Of(id), "kept:x", Cancelled);
        Assert.Equal(WriteOutcome.Updated, result.Outcome);
        Assert.Equal(3, result.Product!.Version);
        Assert.Equal(["https://a/1", "kept:x"], result.Product.Pictures.Select(p => p.Reference));
    }

    [Fact]
    public async Task A_write_survives_a_reopening_without_any_farewell()
    {
        TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductId id = await catalogue.AddAsync("One", "https://a/1");
        await using TemporaryCatalogue reopened = await catalogue.ReopenAsync();
        Assert.Equal("One", (await reopened.Reads.FindAsync(ProductKey.Of(id), Cancelled))!.Details.Title);
    }

    [Fact]
    public async Task Writers_at_the_same_time_all_get_through()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductId id = await catalogue.AddAsync("Counter");
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => catalogue.Writes.ReplaceAsync(ProductKey.Of(id), new ProductDetails { Title = $"{i}" }, null, null, Cancelled))));
        Assert.Equal(41, (await catalogue.Reads.FindAsync(ProductKey.Of(id), Cancelled))!.Version);
    }
}

public sealed class SqliteProductWritesTests() : ProductWritesContract(CatalogueKind.Sqlite);

public sealed class PostgresProductWritesTests() : ProductWritesContract(CatalogueKind.Postgres);
