using Microsoft.EntityFrameworkCore;
using Npgsql;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Catalogue;

/// <summary>Several processes on one catalogue: each with a pool of its own, all at once.</summary>
public sealed class PostgresConcurrencyTests
{
    private const int Processes = 4;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writes_of_one_product_are_one_after_the_other_and_none_is_lost()
    {
        await using Shop shop = await Shop.OpenAsync();
        ProductId id = await shop.First.AddAsync("Counter", "https://a/0");
        await shop.InParallelAsync(15, (catalogue, i) => i % 3 == 0
            ? catalogue.Writes.AddPictureAsync(ProductKey.Of(id), $"https://a/{Guid.NewGuid()}", Cancelled)
            : catalogue.Writes.ReplaceAsync(ProductKey.Of(id), new ProductDetails { Title = $"{i}" }, null, null, Cancelled));

        Product product = (await shop.First.Reads.FindAsync(ProductKey.Of(id), Cancelled))!;
        Assert.Equal(1 + (Processes * 15), product.Version);
        Assert.Equal(1 + (Processes * 5), product.Pictures.Count);
        Assert.Equal(Enumerable.Range(0, product.Pictures.Count), product.Pictures.Select(p => p.Position));
    }

    [Fact]
    public async Task Of_creates_of_one_external_id_one_wins_and_the_others_see_it()
    {
        await using Shop shop = await Shop.OpenAsync();
        WriteResult[] created = await shop.InParallelAsync(10, (catalogue, i) => catalogue.Writes.CreateAsync(new ProductDetails { Title = "One", ExternalId = $"e{i % 5}" }, [], Cancelled));
        Assert.Equal(5, created.Count(result => result.Outcome == WriteOutcome.Created));
        Assert.Equal((Processes * 10) - 5, created.Count(result => result.Outcome == WriteOutcome.ExternalIdInUse));

        WriteResult[] put = await shop.InParallelAsync(10, (catalogue, i) => catalogue.Writes.ReplaceAsync(ProductKey.OfExternal($"p{i % 5}"), new ProductDetails { Title = "One" }, ["https://a/1"], null, Cancelled));
        Assert.Equal(5, put.Count(result => result.Outcome == WriteOutcome.Created));
        Assert.Equal((Processes * 10) - 5, put.Count(result => result.Outcome == WriteOutcome.Updated));
        Assert.Equal(5L * Processes * 2, put.GroupBy(result => result.Product!.Id).Sum(versions => versions.Max(result => result.Product!.Version)));
    }

    [Fact]
    public async Task Claims_never_overlap_and_leave_nothing()
    {
        await using Shop shop = await Shop.OpenAsync();
        Generation generation = await shop.First.ActivateAsync();
        ProductId[] products = [.. await Task.WhenAll(Enumerable.Range(0, 100).Select(i => shop.First.AddAsync($"{i}")))];
        List<IndexClaim> claimed = [];
        while ((await shop.InParallelAsync(3, (catalogue, i) => catalogue.Outbox.ClaimAsync(generation.Id, i == 0 ? products : null, 7, $"{Guid.NewGuid()}", Lease, Cancelled))).SelectMany(c => c).ToArray() is { Length: > 0 } more)
        {
            claimed.AddRange(more);
        }

        Assert.Equal(products.Order(), claimed.Select(claim => claim.Product).Order());
    }

    [Fact]
    public async Task While_one_sweeps_another_gets_nothing()
    {
        await using Shop shop = await Shop.OpenAsync();
        await shop.First.AddAsync("One");
        Generation generation = await shop.First.ActivateAsync();
        await using (NpgsqlConnection sweeping = (NpgsqlConnection)shop.First.Beside())
        {
            await using NpgsqlTransaction transaction = await sweeping.BeginTransactionAsync(Cancelled);
            await using NpgsqlCommand command = new($"SELECT pg_advisory_xact_lock({(long)CatalogueLock.Sweep})", sweeping, transaction);
            await command.ExecuteNonQueryAsync(Cancelled);
            Assert.Empty(await shop.First.Outbox.SweepAsync(generation.Id, 10, TimeSpan.Zero, Cancelled));
        }

        Assert.Single((await shop.InParallelAsync(2, (catalogue, _) => catalogue.Outbox.SweepAsync(generation.Id, 10, TimeSpan.FromHours(1), Cancelled))).SelectMany(found => found));
    }

    [Fact]
    public async Task Processes_that_start_together_make_one_generation_that_misses_no_product()
    {
        await using Shop shop = await Shop.OpenAsync();
        Task<Generation[]> starting = shop.InParallelAsync(2, (catalogue, _) => catalogue.ActivateAsync());
        Task<WriteResult[]> writing = shop.InParallelAsync(20, (catalogue, i) => catalogue.Writes.ReplaceAsync(ProductKey.OfExternal($"e{i}"), new ProductDetails { Title = $"{i}" }, null, null, Cancelled));

        Generation generation = Assert.Single((await starting).Distinct());
        await writing;
        Assert.Equal(20, shop.First.Scalar<long>("SELECT count(*) FROM product_index i JOIN products p ON p.id = i.product_id AND p.version = i.target_version"));
        Assert.Equal(20, (await shop.First.Outbox.LagAsync(generation.Id, Cancelled)).Pending);
    }

    [Fact]
    public async Task Writers_workers_sweepers_and_retention_at_once_end_with_everything_indexed()
    {
        await using Shop shop = await Shop.OpenAsync();
        Generation generation = await shop.First.ActivateAsync();
        Task writing = shop.InParallelAsync(40, (catalogue, i) => i % 8 == 7
            ? catalogue.Writes.DeleteAsync(ProductKey.OfExternal($"e{i % 12}"), null, Cancelled)
            : catalogue.Writes.ReplaceAsync(ProductKey.OfExternal($"e{i % 12}"), new ProductDetails { Title = $"{i}" }, [$"https://a/{i % 3}", $"https://a/{i % 5}"], null, Cancelled));
        Task working = shop.InParallelAsync(10, (catalogue, _) => catalogue.IndexAllAsync(generation));
        Task marking = shop.InParallelAsync(3, (catalogue, _) => catalogue.Get<ReindexMarks>().MarkAsync(ReindexScope.Pictures, null, Cancelled));
        Task sweeping = shop.InParallelAsync(10, async (catalogue, _) => (await catalogue.Outbox.SweepAsync(generation.Id, 100, TimeSpan.Zero, Cancelled)).Count + (await catalogue.Get<Retention>().RunAsync(Cancelled)).Tombstones);
        await Task.WhenAll(writing, working, marking, sweeping);
        await shop.First.IndexAllAsync(generation);

        Assert.Equal(new IndexLag(0, null), await shop.First.Outbox.LagAsync(generation.Id, Cancelled));
        Assert.Equal(0, shop.First.Scalar<long>("SELECT count(*) FROM product_index i JOIN products p ON p.id = i.product_id WHERE p.version <> i.indexed_version"));
        Assert.Equal(0, shop.First.Scalar<long>("SELECT count(*) FROM pictures c JOIN products p ON p.id = c.product_id WHERE p.deleted_at IS NULL AND (c.state <> 1 OR NOT EXISTS (SELECT FROM embeddings e WHERE e.content = c.content))"));
    }

    [Fact]
    public async Task Two_that_wait_for_each_other_are_told_apart_and_both_get_through()
    {
        await using Shop shop = await Shop.OpenAsync();
        ProductId one = await shop.First.AddAsync("One");
        ProductId two = await shop.First.AddAsync("Two");
        using Barrier both = new(2);
        int runs = 0;
        await Task.WhenAll(TouchAsync(shop.First, one, two), TouchAsync(shop.Second, two, one));

        Assert.Equal(3, runs);
        Assert.Equal(3, (await shop.First.Reads.FindAsync(ProductKey.Of(one), Cancelled))!.Version);
        Assert.Equal(3, (await shop.First.Reads.FindAsync(ProductKey.Of(two), Cancelled))!.Version);

        Task TouchAsync(TemporaryCatalogue catalogue, ProductId first, ProductId second) => Task.Run(() => catalogue.Get<CatalogueDatabase>().WriteAsync(
            async (context, token) =>
            {
                await context.Products.Where(p => p.Id == first.Value).ExecuteUpdateAsync(set => set.SetProperty(p => p.Version, p => p.Version + 1), token);
                if (Interlocked.Increment(ref runs) <= 2)
                {
                    both.SignalAndWait(token);
                }

                return await context.Products.Where(p => p.Id == second.Value).ExecuteUpdateAsync(set => set.SetProperty(p => p.Version, p => p.Version + 1), token);
            },
            Cancelled));
    }

    [Fact]
    public async Task A_tombstone_that_is_being_revived_is_not_forgotten()
    {
        await using Shop shop = await Shop.OpenAsync();
        ProductId id = await shop.First.AddAsync(new ProductDetails { Title = "One", ExternalId = "e" });
        await shop.First.Writes.DeleteAsync(ProductKey.Of(id), null, Cancelled);
        shop.First.Time.Advance(TimeSpan.FromDays(31));
        Task<RetentionReport>? forgetting = null;
        await shop.Second.Get<CatalogueDatabase>().WriteAsync(
            async (context, token) =>
            {
                await context.Products.Where(p => p.Id == id.Value).ExecuteUpdateAsync(set => set.SetProperty(p => p.DeletedAt, (long?)null), token);
                forgetting = shop.First.Get<Retention>().RunAsync(Cancelled);
                // It has found the tombstone and waits for the row.
                await Eventually.HoldsAsync(() => Task.FromResult(shop.First.Scalar<long>("SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) OR (NOT granted AND locktype = 'transactionid')")), waiting => waiting > 0);
                return true;
            },
            Cancelled);

        Assert.Equal(0, (await forgetting!).Tombstones);
        Assert.NotNull(await shop.First.Reads.FindAsync(ProductKey.Of(id), Cancelled));
    }

    [Fact]
    public async Task Processes_that_start_on_an_empty_database_migrate_it_once()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.CreateDatabaseAsync();
        // The last one drops the database.
        TemporaryCatalogue[] starting =
        [
            .. Enumerable.Range(1, Processes - 1).Select(_ => TemporaryCatalogue.Unprepared(server.ConnectionString(database), null)),
            TemporaryCatalogue.Unprepared(server, database),
        ];
        await Task.WhenAll(starting.Select(catalogue => Task.Run(() => catalogue.Startup.PrepareAsync(Cancelled))));

        Assert.Equal(
            starting[0].Get<CatalogueDatabase>().Open().Database.GetMigrations().Count(),
            starting[0].Scalar<long>("""SELECT count(*) FROM "__EFMigrationsHistory" """));
        await starting[^1].AddAsync("One");
        foreach (TemporaryCatalogue catalogue in starting)
        {
            Assert.False(File.Exists(Path.Combine(catalogue.Folder, "catalogue.lock")));
            await catalogue.DisposeAsync();
        }
    }

    /// <summary>One catalogue, seen by several processes.</summary>
    private sealed class Shop(TemporaryCatalogue[] processes) : IAsyncDisposable
    {
        public TemporaryCatalogue First => processes[0];

        public TemporaryCatalogue Second => processes[1];

        public static async Task<Shop> OpenAsync()
        {
            TemporaryCatalogue first = await TemporaryCatalogue.CreateAsync(CatalogueKind.Postgres);
            IEnumerable<TemporaryCatalogue> others = Enumerable.Range(1, Processes - 1).Select(_ =>
                TemporaryCatalogue.Unprepared(first.ConnectionString!, first.Time));
            return new Shop([first, .. others]);
        }

        /// <summary>Each process does it so many times, one after the other.</summary>
        public async Task<T[]> InParallelAsync<T>(int times, Func<TemporaryCatalogue, int, Task<T>> act)
        {
            T[][] all = await Task.WhenAll(processes.Select(catalogue => Task.Run(async () =>
            {
                List<T> done = [];
                for (int i = 0; i < times; i++)
                {
                    done.Add(await act(catalogue, i));
                }

                return done.ToArray();
            })));
            return [.. all.SelectMany(done => done)];
        }

        public async ValueTask DisposeAsync()
        {
            foreach (TemporaryCatalogue catalogue in processes.Reverse())
            {
                await catalogue.DisposeAsync();
            }
        }
    }
}
