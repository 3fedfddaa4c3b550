using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

public abstract class GenerationChangesContract(CatalogueKind kind)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_generation_beside_the_active_one_takes_in_all_is_switched_to_gone_back_from_and_forgotten()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        GenerationChanges changes = catalogue.Get<GenerationChanges>();
        Generation first = await catalogue.ActivateAsync();
        await catalogue.AddAsync("one", "https://a/1");
        ProductId gone = await catalogue.AddAsync("two", "https://a/2");
        await catalogue.Writes.DeleteAsync(ProductKey.Of(gone), null, Stop);
        await catalogue.IndexAllAsync(first);

        Generation other = (await changes.AddAsync("other", "f2", 4, Stop)).Generation!;
        Assert.Equal(new GenerationResult(GenerationOutcome.Exists, other), await changes.AddAsync("other again", "f2", 4, Stop));
        Assert.Equal(new GenerationProgress(1, 1, 0), await changes.ProgressAsync(other.Id, Stop));
        Assert.Equal(GenerationOutcome.Incomplete, (await changes.SwitchAsync(other.Id, false, Stop)).Outcome);
        await catalogue.AddAsync("three");
        Assert.Equal(2, await FillAsync(catalogue, other));

        Assert.Equal(new GenerationResult(GenerationOutcome.Done, other, new GenerationProgress(2, 0, 0)), await changes.SwitchAsync(other.Id, false, Stop));
        Assert.Equal(other, await catalogue.Generations.FindActiveAsync(Stop));
        Assert.Equal(GenerationOutcome.AlreadyActive, (await changes.SwitchAsync(other.Id, false, Stop)).Outcome);
        Assert.Equal(GenerationOutcome.InUse, (await changes.RemoveAsync(other.Id, Stop)).Outcome);
        GenerationResult back = await changes.RollBackAsync(Stop);
        Assert.Equal((GenerationOutcome.Done, first), (back.Outcome, back.Generation));
        Assert.Equal(GenerationOutcome.NothingBefore, (await changes.RollBackAsync(Stop)).Outcome);

        Assert.Equal(1, await catalogue.Embeddings.CountAsync("f2", Stop));
        Assert.Equal(new GenerationResult(GenerationOutcome.Done, other), await changes.RemoveAsync(other.Id, Stop));
        Assert.Equal(GenerationOutcome.NotFound, (await changes.RemoveAsync(other.Id, Stop)).Outcome);
        Assert.Equal((0L, 2L), (await catalogue.Embeddings.CountAsync("f2", Stop), await catalogue.Embeddings.CountAsync(first.Fingerprint, Stop)));
        Assert.Equal(first, Assert.Single(await catalogue.Generations.ListAsync(Stop)).Generation);
        Assert.Null(await changes.ProgressAsync(other.Id, Stop));
    }

    [Fact]
    public async Task A_product_that_a_generation_never_heard_of_counts_as_pending_and_gets_its_row()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        GenerationChanges changes = catalogue.Get<GenerationChanges>();
        Generation generation = await catalogue.ActivateAsync();
        ProductId unheard = await catalogue.AddAsync("ball");
        await catalogue.AddAsync("pear");
        await catalogue.IndexAllAsync(generation);
        catalogue.Execute($"DELETE FROM product_index WHERE product_id = {unheard}");

        Assert.Equal(new GenerationProgress(2, 1, 0), await changes.ProgressAsync(generation.Id, Stop));
        Assert.Equal((1, 0, 0), (await changes.AddMissingAsync(generation.Id, Stop), await changes.AddMissingAsync(generation.Id, Stop), await changes.AddMissingAsync(generation.Id + 7, Stop)));
        Assert.Equal(1, await catalogue.IndexAllAsync(generation));
    }

    [Fact]
    public async Task What_a_removal_that_was_broken_off_took_is_pending_again_when_searches_go_back()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        GenerationChanges changes = catalogue.Get<GenerationChanges>();
        Generation first = await catalogue.ActivateAsync();
        ProductId product = await catalogue.AddAsync("ball");
        Generation other = (await changes.AddAsync("other", "f2", 4, Stop)).Generation!;
        await changes.SwitchAsync(other.Id, force: true, Stop);
        catalogue.Execute($"DELETE FROM product_index WHERE generation_id = {first.Id}");

        GenerationResult back = await changes.RollBackAsync(Stop);

        Assert.Equal((GenerationOutcome.Done, 1L), (back.Outcome, back.Progress!.Pending));
        Assert.Equal(product, Assert.Single(await catalogue.Outbox.ClaimAsync(first.Id, null, 10, "a", Lease, Stop)).Product);
    }

    [Fact]
    public async Task What_a_picture_shows_now_makes_the_other_generation_lag_and_its_claim_count_for_nothing()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation first = await catalogue.ActivateAsync();
        ProductId product = await catalogue.AddAsync("ball", "https://a/1");
        await catalogue.IndexAllAsync(first);
        Generation other = (await catalogue.Get<GenerationChanges>().AddAsync("other", "f2", 4, Stop)).Generation!;
        IndexClaim claim = Assert.Single(await catalogue.Outbox.ClaimAsync(other.Id, null, 10, "b", Lease, Stop));
        ContentHash shown = ContentHash.Of("something else"u8);

        await catalogue.Outbox.SaveWorkAsync(
            first.Fingerprint,
            [new PictureWork(claim.Pictures[0].Id, shown, null, TemporaryCatalogue.UnitVector(shown), null, null) { Others = [new OtherEmbedding("f2", TemporaryCatalogue.UnitVector(shown))] }],
            Stop);
        await catalogue.Outbox.CommitAsync(other.Id, "b", [new IndexedProduct(product, claim.Version)], Stop);

        Assert.Equal(new GenerationProgress(1, 1, 0), await catalogue.Get<GenerationChanges>().ProgressAsync(other.Id, Stop));
        Assert.Equal(0, (await catalogue.Outbox.LagAsync(first.Id, Stop)).Pending);
        Assert.Equal([shown], (await catalogue.Embeddings.FindAsync("f2", [shown], Stop)).Keys);
        // Whoever was at it may still be writing what it read.
        Assert.Empty(await catalogue.Outbox.ClaimAsync(other.Id, null, 10, "c", Lease, Stop));
        catalogue.Time.Advance(Lease);
        Assert.Equal(shown, Assert.Single(await catalogue.Outbox.ClaimAsync(other.Id, null, 10, "c", Lease, Stop)).Pictures[0].Content);
    }

    [Fact]
    public async Task A_picture_that_a_generation_could_not_fetch_counts_as_put_off_until_it_can()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        GenerationChanges changes = catalogue.Get<GenerationChanges>();
        Generation first = await catalogue.ActivateAsync();
        ProductId product = await catalogue.AddAsync("ball", "https://a/1");
        await catalogue.IndexAllAsync(first);
        Generation other = (await changes.AddAsync("other", "f2", 4, Stop)).Generation!;
        IndexClaim claim = Assert.Single(await catalogue.Outbox.ClaimAsync(other.Id, null, 10, "b", Lease, Stop));
        ClaimedPicture picture = claim.Pictures[0];

        await catalogue.Outbox.SaveWorkAsync("f2", [new PictureWork(picture.Id, picture.Content, null, null, "away", catalogue.Time.GetUtcNow() + TimeSpan.FromHours(1))], Stop);
        await catalogue.Outbox.CommitAsync(other.Id, "b", [new IndexedProduct(product, claim.Version)], Stop);
        Assert.Equal((new GenerationProgress(1, 0, 1), new GenerationProgress(1, 0, 0)), (await changes.ProgressAsync(other.Id, Stop), await changes.ProgressAsync(first.Id, Stop)));

        // Whichever generation finds it again, the other one hears of it.
        await catalogue.Outbox.SaveWorkAsync(first.Fingerprint, [new PictureWork(picture.Id, picture.Content, null, null, null, null)], Stop);
        Assert.Equal(new GenerationProgress(1, 1, 0), await changes.ProgressAsync(other.Id, Stop));
    }

    [Fact]
    public async Task What_the_collection_should_hold_is_read_and_written_again_past_what_it_has()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ExpectedVectors expected = catalogue.Get<ExpectedVectors>();
        Generation generation = await catalogue.ActivateAsync();
        ProductId ball = await catalogue.AddAsync("ball", "https://a/1", "https://a/2");
        ProductId pear = await catalogue.AddAsync("pear", "https://a/3");
        ProductId gone = await catalogue.AddAsync("gone", "https://a/4");
        await catalogue.Writes.DeleteAsync(ProductKey.Of(gone), null, Stop);
        await catalogue.IndexAllAsync(generation);
        ProductId late = await catalogue.AddAsync("late", "https://a/5");

        ExpectedProduct[] all = await expected.ReadAllAsync(generation, Stop).ToArrayAsync(Stop);
        Assert.Equal([(ball, 2, false), (pear, 1, false), (gone, 0, false), (late, 0, true)], all.Select(product => (product.Product, product.Pictures.Count, product.InFlux)));
        IReadOnlyDictionary<ProductId, ExpectedProduct> some = await expected.FindAsync(generation, [pear, new ProductId(999)], Stop);
        Assert.Equal((1L, false), (Assert.Single(some).Value.Version, some[pear].InFlux));

        Assert.Equal(2, await expected.WriteAgainAsync(generation.Id, new Dictionary<ProductId, long> { [ball] = 0, [pear] = 41, [late] = 0 }, Stop));
        Assert.Equal((1L, 42L), ((await catalogue.Reads.FindAsync(ProductKey.Of(ball), Stop))!.Version, (await catalogue.Reads.FindAsync(ProductKey.Of(pear), Stop))!.Version));
        IReadOnlyList<IndexClaim> claims = await catalogue.Outbox.ClaimAsync(generation.Id, null, 10, "w", Lease, Stop);
        Assert.Equal([(ball, 1L), (pear, 42L), (late, 1L)], claims.Select(claim => (claim.Product, claim.Version)).OrderBy(claim => claim.Product));
    }

    [Fact]
    public async Task Texts_and_products_of_late_come_latest_first_and_each_once()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        ProductId ball = await catalogue.AddAsync("ball", "https://a/1");
        ProductId pear = await catalogue.AddAsync("pear", "https://a/2");
        await catalogue.AddAsync("bare");
        await catalogue.IndexAllAsync(generation);
        SearchLog log = catalogue.Get<SearchLog>();
        foreach ((int at, string? text) in new[] { "a ball", "a pear", null, "A Ball" }.Index())
        {
            log.Record(new SearchLogEntry($"s{at}", catalogue.Time.GetUtcNow() + TimeSpan.FromSeconds(at), text is null ? "image" : "text", text, "m", 1, []));
        }

        await log.FlushAsync(Stop);
        RecentQueries recent = catalogue.Get<RecentQueries>();

        Assert.Equal(["A Ball", "a pear"], await recent.TextsAsync(5, Stop));
        Assert.Equal(["A Ball"], await recent.TextsAsync(1, Stop));
        Assert.Equal([pear, ball], await recent.ProductsAsync(5, Stop));
    }

    [Fact]
    public async Task A_job_is_one_caller_s_until_it_is_given_back()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        JobLocks locks = catalogue.Get<JobLocks>();
        IAsyncDisposable? held = await locks.TryTakeAsync(CatalogueLock.Reconciliation, Stop);

        Assert.NotNull(held);
        Assert.Null(await locks.TryTakeAsync(CatalogueLock.Reconciliation, Stop));
        await held.DisposeAsync();
        await using IAsyncDisposable? again = await locks.TryTakeAsync(CatalogueLock.Reconciliation, Stop);
        Assert.NotNull(again);
        if (catalogue.ConnectionString is { } shared)
        {
            // Another process on the same database.
            await using TemporaryCatalogue beside = TemporaryCatalogue.Unprepared(shared, null);
            Assert.Null(await beside.Get<JobLocks>().TryTakeAsync(CatalogueLock.Reconciliation, Stop));
            await again.DisposeAsync();
            await using IAsyncDisposable? theirs = await beside.Get<JobLocks>().TryTakeAsync(CatalogueLock.Reconciliation, Stop);
            Assert.NotNull(theirs);
        }
    }

    private static async Task<int> FillAsync(TemporaryCatalogue catalogue, Generation generation)
    {
        IReadOnlyList<IndexClaim> claims = await catalogue.Outbox.ClaimAsync(generation.Id, null, 100, "w", Lease, Stop);
        await catalogue.Outbox.SaveWorkAsync(generation.Fingerprint, [.. claims.SelectMany(claim => claim.Pictures).Select(picture => TemporaryCatalogue.Embedded(picture))], Stop);
        await catalogue.Outbox.CommitAsync(generation.Id, "w", [.. claims.Select(claim => new IndexedProduct(claim.Product, claim.Version))], Stop);
        return claims.Count;
    }
}

public sealed class SqliteGenerationChangesTests() : GenerationChangesContract(CatalogueKind.Sqlite);

public sealed class PostgresGenerationChangesTests() : GenerationChangesContract(CatalogueKind.Postgres);
