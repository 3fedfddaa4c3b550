using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Catalogue.Postgres;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

public sealed class CatalogueStartupTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void The_migrations_hold_the_whole_model()
    {
        using SqliteCatalogue context = new SqliteCatalogueDesign().CreateDbContext([]);
        Assert.False(context.Database.HasPendingModelChanges(), "The model has changed: dotnet ef migrations add --context SqliteCatalogue");
    }

    [Fact]
    public void The_migrations_of_postgres_hold_the_whole_model()
    {
        using PostgresCatalogue context = new PostgresCatalogueDesign().CreateDbContext([]);
        Assert.False(context.Database.HasPendingModelChanges(), "The model has changed: dotnet ef migrations add --context PostgresCatalogue");
    }

    [Fact]
    public async Task A_catalogue_of_the_first_schema_keeps_its_products_and_what_is_older_than_they_are_stays_so()
    {
        await using TemporaryCatalogue catalogue = TemporaryCatalogue.Unprepared(Directory.CreateTempSubdirectory("catalogue-").FullName);
        await using (SqliteCatalogue first = new(new DbContextOptionsBuilder<SqliteCatalogue>().UseSqlite($"Data Source={catalogue.DatabaseFile};Pooling=False").Options))
        {
            await first.GetService<IMigrator>().MigrateAsync("20261122222132_Initial", Cancelled);
            await first.Database.ExecuteSqlAsync($"INSERT INTO products (version, details_clock, created_at, updated_at, external_id, title, translations) VALUES (1, 5, 5, 5, 'e', 'cup', '{{}}')", Cancelled);
            await first.Database.ExecuteSqlAsync($"INSERT INTO pictures (product_id, position, state, fetch, attempts, reference, error) VALUES (1, 0, 2, 0, 1, 'https://a/1', 'bad'), (1, 1, 1, 0, 0, 'https://a/2', NULL)", Cancelled);
        }

        await catalogue.Startup.PrepareAsync(Cancelled);

        Assert.Equal("cup", (await catalogue.Reads.FindAsync(ProductKey.OfExternal("e"), Cancelled))!.Details.Title);
        Assert.Equal(5L, catalogue.Scalar<long>("SELECT min(translations_clock, attributes_clock) FROM products"));
        Assert.Equal("unknown", Assert.Single(Assert.Single((await catalogue.Get<FailedPictures>().ListAsync(new FailureQuery(10), Cancelled)).Items).Pictures).Problem);
    }

    [Fact]
    public async Task A_second_owner_is_refused_with_the_pid_of_the_first_and_what_to_do()
    {
        await using TemporaryCatalogue first = await TemporaryCatalogue.CreateAsync();
        await using TemporaryCatalogue second = TemporaryCatalogue.Unprepared(first.Folder, ownsFolder: false);
        DataDirectoryInUseException refusal = await Assert.ThrowsAsync<DataDirectoryInUseException>(() => PatientlyAsync(second));
        Assert.Contains($"process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--url", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(first.Folder, refusal.Message, StringComparison.Ordinal);

        File.Delete(Path.Combine(first.Folder, "catalogue.owner"));
        refusal = await Assert.ThrowsAsync<DataDirectoryInUseException>(() => PatientlyAsync(second));
        Assert.Contains("(unknown)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_is_only_looked_at_is_taken_a_moment_later()
    {
        await using TemporaryCatalogue catalogue = TemporaryCatalogue.Unprepared(Directory.CreateTempSubdirectory("catalogue-").FullName);
        Task prepared;
        await using (FileStream looking = new(Path.Combine(catalogue.Folder, "catalogue.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.Read))
        {
            prepared = catalogue.Startup.PrepareAsync(Cancelled);
            catalogue.Time.Advance(TimeSpan.FromMilliseconds(100));
            Assert.False(prepared.IsCompleted);
        }

        while (!prepared.IsCompleted)
        {
            catalogue.Time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        await prepared;
    }

    [Fact]
    public async Task Two_that_look_do_not_take_each_other_for_the_owner()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "catalogue.lock");
        await File.WriteAllTextAsync(file, string.Empty, Cancelled);
        await using FileStream another = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

        Assert.Null(DataDirectoryOwner.Find(folder.Path));
    }

    [Fact]
    public async Task Disposing_lets_go_of_the_directory_and_leaves_one_whole_file()
    {
        TemporaryCatalogue first = await TemporaryCatalogue.CreateAsync();
        await first.AddAsync("One");
        await using TemporaryCatalogue second = await first.ReopenAsync();
        await second.Startup.PrepareAsync(Cancelled);
        Assert.Equal(1, await second.Reads.CountAsync(Cancelled));
        second.Startup.Dispose();
        Assert.False(File.Exists(second.DatabaseFile + "-wal"));
    }

    [Fact]
    public async Task A_relative_directory_lies_under_the_content_root()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(("Data:Directory", "nested/data"));
        Assert.Equal(Path.Combine(catalogue.Folder, "nested", "data"), catalogue.Startup.Directory);
        Assert.True(File.Exists(Path.Combine(catalogue.Startup.Directory, "catalogue.db")));
    }

    [Fact]
    public async Task The_file_is_in_write_ahead_mode_and_keeps_foreign_keys()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync();
        Assert.Equal("wal", catalogue.Scalar<string>("PRAGMA journal_mode"));
        Assert.Equal(1L, await Pragma("foreign_keys", catalogue));
        Assert.Equal(1L, await Pragma("synchronous", catalogue));
        await using TemporaryCatalogue careful = await TemporaryCatalogue.CreateAsync(("Catalogue:SurvivePowerLoss", "true"));
        Assert.Equal(2L, await Pragma("synchronous", careful));

        static Task<long> Pragma(string name, TemporaryCatalogue catalogue) => catalogue.Get<CatalogueDatabase>().ReadAsync(
            async (context, token) =>
            {
                await context.Database.OpenConnectionAsync(token);
                await using var command = context.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // Constants of this test.
                command.CommandText = "PRAGMA " + name;
#pragma warning restore CA2100
                return (long)(await command.ExecuteScalarAsync(token))!;
            },
            Cancelled);
    }

    [Fact]
    public async Task A_lock_that_a_killed_migration_left_does_not_stop_the_next_start()
    {
        TemporaryCatalogue killed = await TemporaryCatalogue.CreateAsync();
        await using (SqliteConnection connection = killed.Connect())
        {
            Execute(connection, """CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL)""");
            Execute(connection, """INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01')""");
        }

        await using TemporaryCatalogue next = await killed.ReopenAsync();
        Assert.Equal(0, await next.Reads.CountAsync(Cancelled));
    }

    [Fact]
    public async Task A_locked_database_refuses_writes_and_serves_reads()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync();
        ProductId id = await catalogue.AddAsync("One");
        await using SqliteConnection other = catalogue.Connect();
        Execute(other, "BEGIN EXCLUSIVE");
        await Assert.ThrowsAsync<CatalogueUnavailableException>(() => catalogue.Writes.CreateAsync(new ProductDetails { Title = "Two" }, [], Cancelled));
        Assert.NotNull(await catalogue.Reads.FindAsync(ProductKey.Of(id), Cancelled));
        Execute(other, "ROLLBACK");
        await catalogue.AddAsync("Two");
        Assert.Equal(2, await catalogue.Reads.CountAsync(Cancelled));
    }

    [Fact]
    public async Task A_full_disk_is_a_refusal_and_leaves_nothing_half_done()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync();
        CatalogueDatabase database = catalogue.Get<CatalogueDatabase>();
        await Assert.ThrowsAsync<CatalogueUnavailableException>(() => database.WriteAsync(
            async (context, token) =>
            {
                context.Products.Add(new Engine.Catalogue.Rows.ProductRow { Title = "Half" });
                await context.SaveChangesAsync(token);
                await context.Database.ExecuteSqlRawAsync("PRAGMA max_page_count = 1", token);
                context.Products.Add(new Engine.Catalogue.Rows.ProductRow { Title = "Full", Description = new string('x', 1_000_000) });
                await context.SaveChangesAsync(token);
                return true;
            },
            Cancelled));
        Assert.Equal(0, await catalogue.Reads.CountAsync(Cancelled));
    }

    [Fact]
    public async Task A_damaged_file_is_a_refusal_wherever_it_is_met()
    {
        string folder = Directory.CreateTempSubdirectory("catalogue-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "catalogue.db"), [.. Enumerable.Repeat((byte)7, 8192)], Cancelled);
        await using TemporaryCatalogue damaged = TemporaryCatalogue.Unprepared(folder);
        await Assert.ThrowsAsync<CatalogueUnavailableException>(() => damaged.Startup.PrepareAsync(Cancelled));
        await Assert.ThrowsAsync<CatalogueUnavailableException>(() => damaged.Reads.CountAsync(Cancelled));
        await Assert.ThrowsAsync<CatalogueUnavailableException>(async () => await damaged.Embeddings.ReadAllAsync(1, "f", Cancelled).ToListAsync(Cancelled));
    }

    [Fact]
    public async Task A_mistake_of_ours_is_not_called_unavailable_and_undoes_the_change()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync();
        await Assert.ThrowsAsync<SqliteException>(() => catalogue.Get<CatalogueDatabase>().WriteAsync(
            async (context, token) =>
            {
                context.Products.Add(new Engine.Catalogue.Rows.ProductRow { Title = "Half" });
                await context.SaveChangesAsync(token);
                return await context.Database.ExecuteSqlRawAsync("SELECT nonsense FROM nowhere", token);
            },
            Cancelled));
        Assert.Equal(0, await catalogue.Reads.CountAsync(Cancelled));
    }

    [Fact]
    public async Task Settings_out_of_range_are_refused()
    {
        await using TemporaryCatalogue catalogue = TemporaryCatalogue.Unprepared(
            Directory.CreateTempSubdirectory("catalogue-").FullName, settings: [("Retention:Tombstones", "00:00:01"), ("Catalogue:SearchLogCapacity", "0")]);
        Assert.Throws<OptionsValidationException>(() => catalogue.Services.GetRequiredService<IOptions<RetentionOptions>>().Value);
        Assert.Throws<OptionsValidationException>(() => catalogue.Services.GetRequiredService<IOptions<CatalogueOptions>>().Value);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>On a clock that goes on until it has ended.</summary>
    private static async Task PatientlyAsync(TemporaryCatalogue catalogue)
    {
        Task prepared = catalogue.Startup.PrepareAsync(Cancelled);
        while (!prepared.IsCompleted)
        {
            catalogue.Time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        await prepared;
    }
}
