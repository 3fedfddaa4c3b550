using Microsoft.EntityFrameworkCore;
using Npgsql;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Catalogue.Rows;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Catalogue;

public sealed class PostgresOutageTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_away_is_a_refusal_and_one_that_came_back_is_used_at_once()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using TemporaryCatalogue catalogue = TemporaryCatalogue.Unprepared(server, await server.CreateDatabaseAsync());
        await catalogue.Startup.PrepareAsync(Cancelled);
        Generation generation = await catalogue.ActivateAsync();
        ProductId id = await catalogue.AddAsync("One", "https://a/1");
        await catalogue.IndexAllAsync(generation);
        // Several connections wait in the pool, and all of them die.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => catalogue.Reads.FindAsync(ProductKey.Of(id), Cancelled)));

        await server.StopAsync();
        await Assert.ThrowsAsync<CatalogueUnavailableException>(() => catalogue.Reads.FindAsync(ProductKey.Of(id), Cancelled));
        await Assert.ThrowsAsync<CatalogueUnavailableException>(() => catalogue.AddAsync("Two"));
        await Assert.ThrowsAsync<CatalogueUnavailableException>(() => catalogue.Lexical.SearchAsync("one", SearchFilter.None, 10, Cancelled));
        await Assert.ThrowsAsync<CatalogueUnavailableException>(async () => await catalogue.Embeddings.ReadAllAsync(generation.Id, generation.Fingerprint, Cancelled).ToListAsync(Cancelled));
        await Assert.ThrowsAsync<CatalogueUnavailableException>(() => catalogue.Startup.PrepareAsync(Cancelled));

        await server.StartAgainAsync();
        Assert.NotNull(await catalogue.Reads.FindAsync(ProductKey.Of(id), Cancelled));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => catalogue.Reads.FindAsync(ProductKey.Of(id), Cancelled)));

        // A restart between two calls is not noticed at all, neither by reads nor by writes, nor is a crash.
        await server.StopAsync();
        await server.StartAgainAsync();
        await catalogue.AddAsync("Two");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => catalogue.Reads.FindAsync(ProductKey.Of(id), Cancelled)));
        await server.CrashAsync();
        await server.StartAgainAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => catalogue.Reads.FindAsync(ProductKey.Of(id), Cancelled)));
        Assert.Equal(2, await catalogue.Reads.CountAsync(Cancelled));
    }

    [Fact]
    public async Task Under_load_a_restart_loses_nothing_that_was_answered_for_and_makes_nothing_twice()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        await using TemporaryCatalogue catalogue = TemporaryCatalogue.Unprepared(server, await server.CreateDatabaseAsync());
        await catalogue.Startup.PrepareAsync(Cancelled);
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        int answered = 0;
        Task<(long Done, long Unknown)>[] writers = [.. Enumerable.Range(0, 6).Select(writer => Task.Run(async () =>
        {
            ProductKey key = ProductKey.OfExternal($"e{writer}");
            (long done, long unknown) = (0, 0);
            while (!enough.IsCancellationRequested)
            {
                try
                {
                    await catalogue.Writes.ReplaceAsync(key, new ProductDetails { Title = $"{done}" }, null, null, CancellationToken.None);
                    done++;
                    Interlocked.Increment(ref answered);
                }
                catch (CatalogueUnavailableException refusal)
                {
                    unknown += refusal.Message.Contains("not known", StringComparison.Ordinal) ? 1 : 0;
                    await Task.Yield();
                }
            }

            return (done, unknown);
        }))];
        for (int restart = 0; restart < 2; restart++)
        {
            int before = Volatile.Read(ref answered);
            await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref answered)), now => now > before + 50);
            await server.StopAsync();
            await server.StartAgainAsync();
        }

        int last = Volatile.Read(ref answered);
        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref answered)), now => now > last + 50);
        await enough.CancelAsync();
        (long Done, long Unknown)[] ended = await Task.WhenAll(writers);

        for (int writer = 0; writer < ended.Length; writer++)
        {
            long version = (await catalogue.Reads.FindAsync(ProductKey.OfExternal($"e{writer}"), Cancelled))!.Version;
            Assert.InRange(version, ended[writer].Done, ended[writer].Done + ended[writer].Unknown);
        }
    }

    [Fact]
    public async Task A_change_cut_off_before_its_commit_is_made_once_and_one_cut_off_in_it_is_not_repeated()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        await using TemporaryCatalogue direct = await TemporaryCatalogue.CreateAsync(CatalogueKind.Postgres);
        await using CuttingProxy proxy = new(server.Port);
        string through = new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Port = proxy.Port, MaxAutoPrepare = 0, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable }.ToString();
        await using TemporaryCatalogue catalogue = TemporaryCatalogue.Unprepared(through, null);
        ProductId id = await catalogue.AddAsync("Cut");
        int runs = 0;

        proxy.CutAt("UPDATE products");
        await AddOneAsync();
        Assert.Equal(2, runs);
        Assert.Equal(2, (await direct.Reads.FindAsync(ProductKey.Of(id), Cancelled))!.Version);

        proxy.CutAt("COMMIT\0");
        CatalogueUnavailableException unknown = await Assert.ThrowsAsync<CatalogueUnavailableException>(AddOneAsync);
        Assert.Equal(3, runs);
        Assert.Contains("not known", unknown.Message, StringComparison.Ordinal);
        // The server had the commit in its hands all the same.
        await Eventually.HoldsAsync(async () => (await direct.Reads.FindAsync(ProductKey.Of(id), Cancelled))!.Version, version => version == 3);

        Task<int> AddOneAsync() => catalogue.Get<CatalogueDatabase>().WriteAsync(
            (context, token) =>
            {
                runs++;
                return context.Products.Where(p => p.Id == id.Value).ExecuteUpdateAsync(set => set.SetProperty(p => p.Version, p => p.Version + 1), token);
            },
            Cancelled);
    }

    [Fact]
    public async Task A_server_that_takes_no_changes_or_no_more_connections_is_a_refusal()
    {
        await using PostgresServer server = await PostgresServer.StartAsync("max_connections=6", "superuser_reserved_connections=0", "max_wal_senders=0");
        string database = await server.CreateDatabaseAsync();
        await using TemporaryCatalogue catalogue = TemporaryCatalogue.Unprepared(server, database, ("Catalogue:CommandTimeout", "00:00:01"));
        await catalogue.Startup.PrepareAsync(Cancelled);
        ProductId id = await catalogue.AddAsync("One");

        await server.ExecuteAsync($"ALTER DATABASE {database} SET default_transaction_read_only = on");
        await using (TemporaryCatalogue readOnly = TemporaryCatalogue.Unprepared(catalogue.ConnectionString!, null))
        {
            await Assert.ThrowsAsync<CatalogueUnavailableException>(() => readOnly.AddAsync("Two"));
            Assert.NotNull(await readOnly.Reads.FindAsync(ProductKey.Of(id), Cancelled));
        }

        List<NpgsqlConnection> others = [];
        await using (TemporaryCatalogue crowded = TemporaryCatalogue.Unprepared(catalogue.ConnectionString!, null))
        {
            for (int i = 0; i < 6; i++)
            {
                NpgsqlConnection other = new(catalogue.ConnectionString + ";Pooling=false");
                others.Add(other);
                try
                {
                    await other.OpenAsync(Cancelled);
                }
                catch (PostgresException full) when (full.SqlState == PostgresErrorCodes.TooManyConnections)
                {
                    break;
                }
            }

            await Assert.ThrowsAsync<CatalogueUnavailableException>(() => crowded.Reads.CountAsync(Cancelled));
        }

        foreach (NpgsqlConnection other in others)
        {
            await other.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_a_refusal_and_a_mistake_of_ours_is_none()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(CatalogueKind.Postgres, ("Catalogue:CommandTimeout", "00:00:01"));
        CatalogueDatabase database = catalogue.Get<CatalogueDatabase>();
        await Assert.ThrowsAsync<CatalogueUnavailableException>(() => database.WriteAsync((context, token) => context.Database.ExecuteSqlAsync($"SELECT pg_sleep(60)", token), Cancelled));
        await Assert.ThrowsAsync<PostgresException>(() => database.WriteAsync(
            async (context, token) =>
            {
                context.Products.Add(new ProductRow { Title = "Half" });
                await context.SaveChangesAsync(token);
                return await context.Database.ExecuteSqlRawAsync("SELECT 1 / 0", token);
            },
            Cancelled));
        Assert.Equal(0, await catalogue.Reads.CountAsync(Cancelled));
    }
}
