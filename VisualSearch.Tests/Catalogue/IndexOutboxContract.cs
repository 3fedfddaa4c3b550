using CsCheck;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

public abstract class IndexOutboxContract(CatalogueKind kind)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_claim_tells_all_the_pipeline_needs()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        ProductId id = await catalogue.AddAsync(new ProductDetails { Title = "One", Category = "c", Brand = "b", PriceMinor = 5, InStock = false }, "https://a/1", "https://a/2");

        IndexClaim claim = Assert.Single(await Claim(catalogue, generation));
        Assert.Equal((id, 1L, false), (claim.Product, claim.Version, claim.Deleted));
        Assert.Equal(new FilterFields("c", "b", 5, false), claim.Fields);
        Assert.Equal(["https://a/1", "https://a/2"], claim.Pictures.Select(p => p.Reference));
        Assert.All(claim.Pictures, p => Assert.Equal((true, PictureState.Pending, 0, null, null), (p.MustFetch, p.State, p.Attempts, p.Content, p.ETag)));
    }

    [Fact]
    public async Task Claims_of_workers_at_the_same_time_never_overlap_and_leave_nothing()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        for (int i = 0; i < 50; i++)
        {
            await catalogue.AddAsync($"{i}");
        }

        IReadOnlyList<IndexClaim>[] taken = await Task.WhenAll(Enumerable.Range(0, 12).Select(w => Task.Run(() =>
            catalogue.Outbox.ClaimAsync(generation.Id, null, 5, $"worker {w}", Lease, Cancelled))));
        ProductId[] all = [.. taken.SelectMany(c => c).Select(c => c.Product)];
        Assert.Equal(50, all.Length);
        Assert.Equal(50, all.Distinct().Count());
    }

    [Fact]
    public async Task A_claim_ends_with_its_lease()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        await catalogue.AddAsync("One");
        Assert.Single(await Claim(catalogue, generation));
        Assert.Empty(await Claim(catalogue, generation));
        catalogue.Time.Advance(Lease);
        Assert.Single(await Claim(catalogue, generation));
    }

    [Fact]
    public async Task Release_ends_only_the_owners_claims()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        ProductId id = await catalogue.AddAsync("One");
        await Claim(catalogue, generation);
        await catalogue.Outbox.ReleaseAsync(generation.Id, [id], "another", Cancelled);
        Assert.Empty(await Claim(catalogue, generation));
        await catalogue.Outbox.ReleaseAsync(generation.Id, [id], "worker", Cancelled);
        Assert.Single(await Claim(catalogue, generation));
    }

    [Fact]
    public async Task Candidates_that_do_not_lag_are_not_claimed_and_the_oldest_change_comes_first()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        ProductId first = await catalogue.AddAsync("One");
        ProductId second = await catalogue.AddAsync("Two");
        ProductId third = await catalogue.AddAsync("Three");
        await catalogue.IndexAllAsync(generation);
        catalogue.Time.Advance(TimeSpan.FromSeconds(1));
        await Touch(catalogue, third);
        catalogue.Time.Advance(TimeSpan.FromSeconds(1));
        await Touch(catalogue, first);

        Assert.Empty(await catalogue.Outbox.ClaimAsync(generation.Id, [second, new ProductId(999)], 10, "worker", Lease, Cancelled));
        Assert.Equal([third], (await catalogue.Outbox.ClaimAsync(generation.Id, null, 1, "worker", Lease, Cancelled)).Select(c => c.Product));
        Assert.Equal([first], (await catalogue.Outbox.ClaimAsync(generation.Id, [first, second, third], 10, "worker", Lease, Cancelled)).Select(c => c.Product));
    }

    [Fact]
    public async Task Commit_of_an_older_version_leaves_the_product_lagging()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        ProductId id = await catalogue.AddAsync("One");
        ProductId other = await catalogue.AddAsync("Two");
        IReadOnlyList<IndexClaim> claims = await Claim(catalogue, generation);
        await Touch(catalogue, id);

        Assert.Equal([id], await catalogue.Outbox.CommitAsync(generation.Id, "worker", [.. claims.Select(c => new IndexedProduct(c.Product, c.Version))], Cancelled));
        Assert.Equal(IndexState.Pending, await State(catalogue, id));
        Assert.Equal(IndexState.Indexed, await State(catalogue, other));
        IndexClaim again = Assert.Single(await Claim(catalogue, generation));
        Assert.Equal((id, 2L), (again.Product, again.Version));
        Assert.Empty(await catalogue.Outbox.CommitAsync(generation.Id, "worker", [new IndexedProduct(id, 2)], Cancelled));
        Assert.Equal(IndexState.Indexed, await State(catalogue, id));
    }

    [Fact]
    public async Task A_deletion_goes_through_the_outbox()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        ProductId id = await catalogue.AddAsync("One");
        await catalogue.IndexAllAsync(generation);
        await catalogue.Writes.DeleteAsync(ProductKey.Of(id), null, Cancelled);
        IndexClaim claim = Assert.Single(await Claim(catalogue, generation));
        Assert.True(claim.Deleted);
    }

    [Fact]
    public async Task Work_decides_the_state_of_a_picture()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        ProductId id = await catalogue.AddAsync("One", "https://a/good", "https://a/late", "https://a/bad");
        IndexClaim claim = Assert.Single(await Claim(catalogue, generation));
        DateTimeOffset later = catalogue.Time.GetUtcNow().AddMinutes(10);
        ContentHash content = ContentHash.Of([1]);
        await catalogue.Outbox.SaveWorkAsync(
            generation.Fingerprint,
            [
                new PictureWork(claim.Pictures[0].Id, content, "\"etag\"", TemporaryCatalogue.UnitVector(content), null, null),
                new PictureWork(claim.Pictures[1].Id, null, null, null, "timed out", later),
                new PictureWork(claim.Pictures[2].Id, null, null, null, "not a picture", null),
                new PictureWork(new PictureId(999), null, null, null, "gone meanwhile", null),
            ],
            Cancelled);
        await catalogue.Outbox.CommitAsync(generation.Id, "worker", [new IndexedProduct(id, 1)], Cancelled);

        Product product = (await catalogue.Reads.FindAsync(ProductKey.Of(id), Cancelled))!;
        Assert.Equal([PictureState.Indexed, PictureState.Pending, PictureState.Failed], product.Pictures.Select(p => p.State));
        Assert.Equal([null, "timed out", "not a picture"], product.Pictures.Select(p => p.Error));
        Assert.Equal(IndexState.Indexed, product.IndexState);
        Assert.Empty(await Claim(catalogue, generation));

        await Touch(catalogue, id);
        claim = Assert.Single(await Claim(catalogue, generation));
        Assert.Equal([false, false, false], claim.Pictures.Select(p => p.MustFetch));
        Assert.Equal([0, 1, 1], claim.Pictures.Select(p => p.Attempts));
        Assert.Equal((content, "\"etag\""), (claim.Pictures[0].Content, claim.Pictures[0].ETag));
        await catalogue.Outbox.ReleaseAsync(generation.Id, [id], "worker", Cancelled);
        catalogue.Time.Advance(TimeSpan.FromMinutes(10));
        claim = Assert.Single(await Claim(catalogue, generation));
        Assert.Equal([false, true, false], claim.Pictures.Select(p => p.MustFetch));
    }

    [Fact]
    public async Task Work_without_content_and_error_is_a_mistake_and_changes_nothing()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        await catalogue.AddAsync("One", "https://a/1");
        PictureId picture = Assert.Single(await Claim(catalogue, generation)).Pictures[0].Id;
        await Assert.ThrowsAsync<ArgumentException>(() => catalogue.Outbox.SaveWorkAsync(generation.Fingerprint, [new PictureWork(picture, null, null, null, null, null)], Cancelled));
        Assert.Equal(PictureState.Pending, (await catalogue.Reads.FindPictureAsync(picture, Cancelled))!.State);
    }

    [Fact]
    public async Task What_was_saved_survives_a_crash_before_the_commit()
    {
        TemporaryCatalogue crashed = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await crashed.ActivateAsync();
        await crashed.AddAsync("One", "https://a/1", "https://a/2");
        IndexClaim claim = Assert.Single(await Claim(crashed, generation));
        PictureWork saved = TemporaryCatalogue.Embedded(claim.Pictures[0]);
        await crashed.Outbox.SaveWorkAsync(generation.Fingerprint, [saved], Cancelled);

        await using TemporaryCatalogue catalogue = await crashed.ReopenAsync();
        catalogue.Time.Advance(Lease);
        Assert.Equal(generation, await catalogue.Generations.FindActiveAsync(Cancelled));
        IndexClaim again = Assert.Single(await Claim(catalogue, generation));
        Assert.Equal([false, true], again.Pictures.Select(p => p.MustFetch));
        Half[] stored = (await catalogue.Embeddings.FindAsync(generation.Fingerprint, [saved.Content!.Value], Cancelled))[saved.Content.Value];
        Assert.Equal(saved.Embedding, stored);
    }

    [Fact]
    public async Task Lag_counts_products_and_keeps_the_time_of_the_oldest_change()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        Assert.Equal(new IndexLag(0, null), await catalogue.Outbox.LagAsync(generation.Id, Cancelled));
        DateTimeOffset start = catalogue.Time.GetUtcNow();
        ProductId id = await catalogue.AddAsync("One");
        catalogue.Time.Advance(TimeSpan.FromSeconds(3));
        await Touch(catalogue, id);
        await catalogue.AddAsync("Two");
        Assert.Equal(new IndexLag(2, start), await catalogue.Outbox.LagAsync(generation.Id, Cancelled));
        await catalogue.IndexAllAsync(generation);
        Assert.Equal(new IndexLag(0, null), await catalogue.Outbox.LagAsync(generation.Id, Cancelled));
    }

    [Fact]
    public async Task Any_order_of_writes_claims_commits_and_releases_ends_with_everything_indexed_at_its_version()
    {
        await Gen.Int[0, 5].Select(Gen.Int[0, 3]).Array[1, 25].SampleAsync(
            async steps =>
            {
                await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
                Generation generation = await catalogue.ActivateAsync();
                List<ProductId> products = [];
                for (int i = 0; i < 4; i++)
                {
                    products.Add(await catalogue.AddAsync($"{i}"));
                }

                Dictionary<ProductId, long> versions = products.ToDictionary(p => p, _ => 1L);
                Dictionary<ProductId, long> done = products.ToDictionary(p => p, _ => 0L);
                Queue<IndexClaim> held = new();
                foreach ((int act, int which) in steps)
                {
                    ProductId product = products[which];
                    switch (act)
                    {
                        case 0 or 1:
                            await Touch(catalogue, product);
                            versions[product]++;
                            break;
                        case 2 or 3:
                            foreach (IndexClaim claim in await catalogue.Outbox.ClaimAsync(generation.Id, [product], 1, "worker", Lease, Cancelled))
                            {
                                Assert.Equal(versions[product], claim.Version);
                                Assert.DoesNotContain(held, h => h.Product == claim.Product);
                                held.Enqueue(claim);
                            }

                            break;
                        case 4 when held.TryDequeue(out IndexClaim? claim):
                            bool current = claim.Version == versions[claim.Product];
                            Assert.Equal(current ? [] : [claim.Product], await catalogue.Outbox.CommitAsync(generation.Id, "worker", [new IndexedProduct(claim.Product, claim.Version)], Cancelled));
                            done[claim.Product] = current ? claim.Version : 0;
                            break;
                        case 5 when held.TryDequeue(out IndexClaim? claim):
                            await catalogue.Outbox.ReleaseAsync(generation.Id, [claim.Product], "worker", Cancelled);
                            break;
                    }

                    Assert.Equal(products.Count(p => done[p] < versions[p]), (await catalogue.Outbox.LagAsync(generation.Id, Cancelled)).Pending);
                }
            },
            iter: kind == CatalogueKind.Sqlite ? 15 : 5,
            threads: 1);
    }

    private static Task<IReadOnlyList<IndexClaim>> Claim(TemporaryCatalogue catalogue, Generation generation) =>
        catalogue.Outbox.ClaimAsync(generation.Id, null, 100, "worker", Lease, Cancelled);

    private static Task<WriteResult> Touch(TemporaryCatalogue catalogue, ProductId id) =>
        catalogue.Writes.ReplaceAsync(ProductKey.Of(id), new ProductDetails { Title = "Touched" }, null, null, Cancelled);

    private static async Task<IndexState> State(TemporaryCatalogue catalogue, ProductId id) => (await catalogue.Reads.FindAsync(ProductKey.Of(id), Cancelled))!.IndexState;
}

public sealed class SqliteIndexOutboxTests() : IndexOutboxContract(CatalogueKind.Sqlite);

public sealed class PostgresIndexOutboxTests() : IndexOutboxContract(CatalogueKind.Postgres);
