using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

public abstract class IndexOutboxSweepContract(CatalogueKind kind)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sweep_finds_what_was_not_queued_lately_and_is_not_claimed()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        TimeSpan quiet = TimeSpan.FromSeconds(10);
        ProductId id = await catalogue.AddAsync("One");
        Assert.Empty(await catalogue.Outbox.SweepAsync(generation.Id, 10, quiet, Cancelled));
        catalogue.Time.Advance(quiet);
        Assert.Equal([new IndexWakeUp(id, 1)], await catalogue.Outbox.SweepAsync(generation.Id, 10, quiet, Cancelled));
        Assert.Empty(await catalogue.Outbox.SweepAsync(generation.Id, 10, quiet, Cancelled));
        await catalogue.Outbox.ClaimAsync(generation.Id, null, 100, "worker", Lease, Cancelled);
        catalogue.Time.Advance(quiet);
        Assert.Empty(await catalogue.Outbox.SweepAsync(generation.Id, 10, quiet, Cancelled));
        catalogue.Time.Advance(Lease);
        Assert.Single(await catalogue.Outbox.SweepAsync(generation.Id, 10, quiet, Cancelled));
    }

    [Fact]
    public async Task The_sweep_takes_no_more_than_asked()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        for (int i = 0; i < 5; i++)
        {
            await catalogue.AddAsync($"{i}");
        }

        Generation generation = await catalogue.ActivateAsync();
        Assert.Equal([1L, 2, 3], (await catalogue.Outbox.SweepAsync(generation.Id, 3, TimeSpan.Zero, Cancelled)).Select(w => w.Product.Value));
    }

    [Fact]
    public async Task The_sweep_wakes_products_with_a_picture_that_is_due_and_no_deleted_ones()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        ProductId id = await catalogue.AddAsync("One", "https://a/1");
        ProductId deleted = await catalogue.AddAsync("Two", "https://a/2");
        DateTimeOffset due = catalogue.Time.GetUtcNow().AddMinutes(5);
        await catalogue.IndexAllAsync(generation, p => new PictureWork(p.Id, null, null, null, "timed out", due));
        await catalogue.Writes.DeleteAsync(ProductKey.Of(deleted), null, Cancelled);
        await catalogue.IndexAllAsync(generation);
        Assert.Equal(IndexState.Indexed, (await catalogue.Reads.FindAsync(ProductKey.Of(id), Cancelled))!.IndexState);

        Assert.Empty(await catalogue.Outbox.SweepAsync(generation.Id, 10, TimeSpan.FromSeconds(10), Cancelled));
        catalogue.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal([new IndexWakeUp(id, 1)], await catalogue.Outbox.SweepAsync(generation.Id, 10, TimeSpan.FromSeconds(10), Cancelled));
        Assert.Equal(new IndexLag(1, catalogue.Time.GetUtcNow()), await catalogue.Outbox.LagAsync(generation.Id, Cancelled));
        Assert.Equal(1, await catalogue.IndexAllAsync(generation));
        Assert.Equal(PictureState.Indexed, (await catalogue.Reads.FindAsync(ProductKey.Of(id), Cancelled))!.Pictures[0].State);
        catalogue.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Empty(await catalogue.Outbox.SweepAsync(generation.Id, 10, TimeSpan.FromSeconds(10), Cancelled));
    }

    [Fact]
    public async Task A_worker_that_starts_again_ends_its_own_claims_and_no_others()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        ProductId mine = await catalogue.AddAsync("One");
        ProductId theirs = await catalogue.AddAsync("Two");
        await catalogue.Outbox.ClaimAsync(generation.Id, [mine], 1, "first", Lease, Cancelled);
        await catalogue.Outbox.ClaimAsync(generation.Id, [theirs], 1, "second", Lease, Cancelled);

        Assert.Equal(1, await catalogue.Outbox.EndClaimsAsync(generation.Id, "first", Cancelled));

        Assert.Equal([mine], (await catalogue.Outbox.SweepAsync(generation.Id, 10, TimeSpan.FromHours(1), Cancelled)).Select(wakeUp => wakeUp.Product));
        Assert.Equal([mine], (await catalogue.Outbox.ClaimAsync(generation.Id, null, 10, "third", Lease, Cancelled)).Select(claim => claim.Product));
        Assert.Equal(0, await catalogue.Outbox.EndClaimsAsync(generation.Id, "first", Cancelled));
    }

    [Fact]
    public async Task A_claim_that_is_renewed_outlives_its_lease_for_its_owner_alone()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        ProductId kept = await catalogue.AddAsync("One");
        ProductId lost = await catalogue.AddAsync("Two");
        await catalogue.Outbox.ClaimAsync(generation.Id, null, 10, "worker", Lease, Cancelled);
        catalogue.Time.Advance(Lease / 2);

        Assert.Equal(0, await catalogue.Outbox.RenewAsync("another", generation.Id, [kept, lost], Lease, Cancelled));
        Assert.Equal(1, await catalogue.Outbox.RenewAsync("worker", generation.Id, [kept], Lease, Cancelled));
        catalogue.Time.Advance(Lease / 2);

        Assert.Equal([lost], (await catalogue.Outbox.ClaimAsync(generation.Id, null, 10, "another", Lease, Cancelled)).Select(claim => claim.Product));
        Assert.Equal(1, await catalogue.Outbox.RenewAsync("worker", generation.Id, [kept, lost], Lease, Cancelled));
    }

    [Fact]
    public async Task A_start_ends_the_claims_of_a_dead_process_and_forgets_what_it_had_queued()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        ProductId claimed = await catalogue.AddAsync("One");
        await catalogue.Outbox.ClaimAsync(generation.Id, [claimed], 1, "dead", Lease, Cancelled);
        ProductId queued = await catalogue.AddAsync("Two");

        await catalogue.Outbox.EndAllClaimsAsync(generation.Id, Cancelled);

        IReadOnlyList<IndexWakeUp> found = await catalogue.Outbox.SweepAsync(generation.Id, 10, TimeSpan.FromHours(1), Cancelled);
        Assert.Equal([claimed, queued], found.Select(wakeUp => wakeUp.Product));
    }
}

public sealed class SqliteIndexOutboxSweepTests() : IndexOutboxSweepContract(CatalogueKind.Sqlite);

public sealed class PostgresIndexOutboxSweepTests() : IndexOutboxSweepContract(CatalogueKind.Postgres);
