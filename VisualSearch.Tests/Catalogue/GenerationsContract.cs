using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

public abstract class GenerationsContract(CatalogueKind kind)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_generation_takes_in_every_living_product()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await catalogue.AddAsync("One");
        ProductId deleted = await catalogue.AddAsync("Two");
        await catalogue.Writes.DeleteAsync(ProductKey.Of(deleted), null, Cancelled);
        Assert.Null(await catalogue.Generations.FindActiveAsync(Cancelled));

        Generation made = await catalogue.Generations.EnsureActiveAsync("CLIP ViT/B-32", "f1", 512, Cancelled);
        Assert.Equal(("CLIP ViT/B-32", "f1", 512), (made.Model, made.Fingerprint, made.Dimension));
        Assert.Matches("^products-clip-vit-b-32-[0-9a-f]{8}-[0-9a-f]{8}$", made.Collection);
        Assert.Equal(made, await catalogue.Generations.FindActiveAsync(Cancelled));
        Assert.Equal(made, await catalogue.Generations.EnsureActiveAsync("CLIP ViT/B-32", "f1", 512, Cancelled));
        Assert.Equal(1, (await catalogue.Outbox.LagAsync(made.Id, Cancelled)).Pending);
    }

    [Fact]
    public async Task Another_model_takes_over_only_while_nothing_is_embedded()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await catalogue.AddAsync("One", "https://a");
        Generation first = await catalogue.Generations.EnsureActiveAsync("m1", "f1", 4, Cancelled);
        Generation second = await catalogue.Generations.EnsureActiveAsync("m2", "f2", 4, Cancelled);
        Assert.NotEqual(first.Id, second.Id);
        Assert.NotEqual(first.Epoch, second.Epoch);
        Assert.Equal(second, await catalogue.Generations.FindActiveAsync(Cancelled));
        Assert.Equal(1, await catalogue.IndexAllAsync(second));
        Assert.Equal(second, await catalogue.Generations.EnsureActiveAsync("m1", "f1", 4, Cancelled));
    }

    [Fact]
    public async Task Reset_makes_every_living_product_lag_again_without_fetching()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        await catalogue.AddAsync("One", "https://a");
        ProductId deleted = await catalogue.AddAsync("Two", "https://b");
        await catalogue.Writes.DeleteAsync(ProductKey.Of(deleted), null, Cancelled);
        await catalogue.IndexAllAsync(generation);
        catalogue.Time.Advance(TimeSpan.FromSeconds(5));
        await catalogue.Generations.ResetAsync(generation.Id, Cancelled);
        Assert.Equal(new IndexLag(1, catalogue.Time.GetUtcNow()), await catalogue.Outbox.LagAsync(generation.Id, Cancelled));
        IndexClaim claim = Assert.Single(await catalogue.Outbox.ClaimAsync(generation.Id, null, 10, "w", TimeSpan.FromMinutes(1), Cancelled));
        Assert.False(claim.Pictures[0].MustFetch);
    }
}

public sealed class SqliteGenerationsTests() : GenerationsContract(CatalogueKind.Sqlite);

public sealed class PostgresGenerationsTests() : GenerationsContract(CatalogueKind.Postgres);
