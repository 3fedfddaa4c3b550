using System.Text.Json;
using Microsoft.Data.Sqlite;
using VisualSearch.Cli;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli;

public sealed class DatabaseCommandTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_status_is_told_beside_a_server_that_owns_the_folder()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await api.CreateAsync(new { title = "ball" });

        JsonElement status = (await CliRun.OfAsync("db", "status", "--data", Path.Combine(api.Folder, "data"), "--json")).Ended(ExitCode.Done).Json;

        Assert.Equal(1, status.GetProperty("counts").GetProperty("products").GetInt64());
        Assert.Equal(0, status.GetProperty("pending_migrations").GetArrayLength());
        Assert.Equal(Environment.ProcessId, status.GetProperty("owned_by").GetInt32());
        Assert.Equal(JsonValueKind.Null, status.GetProperty("damage").ValueKind);
    }

    [Fact]
    public async Task Migrations_that_were_pending_are_named()
    {
        await using TemporaryCatalogue catalogue = TemporaryCatalogue.Unprepared(Directory.CreateTempSubdirectory("catalogue-").FullName);
        File.Create(catalogue.DatabaseFile).Dispose();

        CliRun status = (await CliRun.OfAsync("db", "status", "--data", catalogue.Folder)).Ended(ExitCode.Done);
        CliRun first = (await CliRun.OfAsync("db", "migrate", "--data", catalogue.Folder)).Ended(ExitCode.Done);
        CliRun second = (await CliRun.OfAsync("db", "migrate", "--data", catalogue.Folder)).Ended(ExitCode.Done);

        Assert.Contains("_Initial", status.Output, StringComparison.Ordinal);
        Assert.Contains("_Initial", first.Output, StringComparison.Ordinal);
        Assert.Contains("up to date", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_owned_is_neither_migrated_nor_restored_over()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        using TemporaryFolder backups = new();
        string data = Path.Combine(api.Folder, "data");
        string file = Path.Combine(backups.Path, "shop.tar");
        (await CliRun.OfAsync("db", "backup", file, "--data", data)).Ended(ExitCode.Done);

        (await CliRun.OfAsync("db", "migrate", "--data", data)).Ended(ExitCode.Unavailable);
        CliRun restore = (await CliRun.OfAsync("db", "restore", file, "--data", data, "--force")).Ended(ExitCode.Unavailable);

        Assert.Contains("in use", restore.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_made_while_the_server_writes_restores_to_a_shop_that_finds_its_products()
    {
        using TemporaryFolder backups = new();
        string file = Path.Combine(backups.Path, "shop.tar");
        string data = Path.Combine(backups.Path, "restored", "data");
        await using (ApiHost api = await ApiHost.StartAsync())
        {
            string product = await api.CreateAsync(new { title = "ball", external_id = "b1" });
            await api.AddPicturesAsync(product, SampleShop.Picture("26bd"));
            Task<CliRun> backup = CliRun.OfAsync("db", "backup", file, "--data", Path.Combine(api.Folder, "data"));
            for (int number = 0; number < 20; number++)
            {
                await api.CreateAsync(new { title = $"later {number}" });
            }

            (await backup).Ended(ExitCode.Done);
        }

        Assert.Equal([file], Directory.GetFiles(backups.Path));
        (await CliRun.OfAsync("db", "restore", file, "--data", data)).Ended(ExitCode.Done);

        await using ApiHost restored = await ApiHost.StartAsync(folder: Path.GetDirectoryName(data));
        using HttpResponseMessage response = await restored.PostFormAsync("/api/v1/search/by-image", SampleShop.Picture("26bd"));
        JsonElement best = (await ApiHost.JsonAsync(response)).GetProperty("results")[0];
        Assert.Equal("b1", best.GetProperty("external_id").GetString());
        using HttpResponseMessage media = await restored.GetAsync(new Uri(best.GetProperty("image_url").GetString()!).AbsolutePath);
        Assert.True(media.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_backup_takes_the_place_of_what_a_killed_one_left_and_leaves_nothing_itself()
    {
        using TemporaryFolder backups = new();
        string file = Path.Combine(backups.Path, "shop.tar");
        foreach (string left in (string[])[".part", ".catalogue.part", ".catalogue.part-journal"])
        {
            await File.WriteAllTextAsync(file + left, "left over", Stop);
        }

        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync();
        await catalogue.AddAsync("ball");

        CliRun run = (await CliRun.OfAsync("db", "backup", file, "--data", catalogue.Folder)).Ended(ExitCode.Done);

        Assert.Contains("1 products", run.Output, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(backups.Path));
    }

    [Fact]
    public async Task What_is_there_is_replaced_only_when_forced()
    {
        using TemporaryFolder backups = new();
        string file = Path.Combine(backups.Path, "shop.tar");
        await using TemporaryCatalogue one = await TemporaryCatalogue.CreateAsync();
        await one.AddAsync("of the backup");
        (await CliRun.OfAsync("db", "backup", file, "--data", one.Folder)).Ended(ExitCode.Done);
        (await CliRun.OfAsync("db", "backup", file, "--data", one.Folder)).Ended(ExitCode.Failed);
        string folder = Path.Combine(backups.Path, "other");
        TemporaryCatalogue two = TemporaryCatalogue.Unprepared(folder, ownsFolder: false);
        await using (two)
        {
            await two.Startup.PrepareAsync(Stop);
            await two.AddAsync("to be replaced");
            await two.AddAsync("as well");
        }

        CliRun refused = (await CliRun.OfAsync("db", "restore", file, "--data", folder)).Ended(ExitCode.Failed);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal(["as well", "to be replaced"], await TitlesAsync(folder));

        (await CliRun.OfAsync("db", "restore", file, "--data", folder, "--force")).Ended(ExitCode.Done);
        Assert.Equal(["of the backup"], await TitlesAsync(folder));
        Assert.Empty(Directory.GetDirectories(folder, "restore*"));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.97)]
    public async Task A_backup_that_was_cut_off_or_changed_is_refused_and_changes_nothing(double where)
    {
        using TemporaryFolder backups = new();
        string file = Path.Combine(backups.Path, "shop.tar");
        string folder = Path.Combine(backups.Path, "empty");
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(backups.Path);
        await engine.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));
        (await CliRun.OfAsync("db", "backup", file, "--data", Path.Combine(backups.Path, "data"))).Ended(ExitCode.Done);
        byte[] whole = await File.ReadAllBytesAsync(file, Stop);
        int place = (int)(whole.Length * where);

        await File.WriteAllBytesAsync(file, whole[..place], Stop);
        (await CliRun.OfAsync("db", "restore", file, "--data", folder)).Ended(ExitCode.Failed);
        byte[] changed = [.. whole];
        changed[4096] ^= 0xFF;
        await File.WriteAllBytesAsync(file, changed, Stop);
        CliRun run = (await CliRun.OfAsync("db", "restore", file, "--data", folder)).Ended(ExitCode.Failed);

        Assert.Contains("Nothing was changed", run.Error, StringComparison.Ordinal);
        Assert.False(DataDirectoryOwner.HasCatalogue(folder));
        Assert.Empty(Directory.GetDirectories(folder));
    }

    [Fact]
    public async Task A_restore_cut_short_at_any_step_is_completed_by_whoever_opens_the_folder_next()
    {
        using TemporaryFolder place = new();
        string file = Path.Combine(place.Path, "shop.tar");
        await using TemporaryCatalogue one = await TemporaryCatalogue.CreateAsync();
        await one.AddAsync("of the backup");
        (await CliRun.OfAsync("db", "backup", file, "--data", one.Folder)).Ended(ExitCode.Done);

        // As a kill leaves it: decided and nothing moved; pictures moved; the old database moved and the new one not; all moved and nothing cleared.
        for (int step = 0; step < 4; step++)
        {
            string folder = Path.Combine(place.Path, $"step{step}");
            await using (TemporaryCatalogue old = TemporaryCatalogue.Unprepared(folder, ownsFolder: false))
            {
                await old.Startup.PrepareAsync(Stop);
                await old.AddAsync("old");
            }

            Directory.CreateDirectory(Path.Combine(folder, "pictures"));
            string fresh = Path.Combine(place.Path, $"fresh{step}");
            (await CliRun.OfAsync("db", "restore", file, "--data", fresh)).Ended(ExitCode.Done);
            string ready = Directory.CreateDirectory(Path.Combine(folder, "restore.ready")).FullName;
            string aside = Directory.CreateDirectory(Path.Combine(folder, "restore.old")).FullName;
            Directory.Move(Path.Combine(fresh, "pictures"), Path.Combine(ready, "pictures"));
            File.Move(Path.Combine(fresh, "catalogue.db"), Path.Combine(ready, "catalogue.db"));
            Do(step > 0, () => Directory.Move(Path.Combine(folder, "pictures"), Path.Combine(aside, "pictures")));
            Do(step > 0, () => Directory.Move(Path.Combine(ready, "pictures"), Path.Combine(folder, "pictures")));
            Do(step > 1, () => File.Move(Path.Combine(folder, "catalogue.db"), Path.Combine(aside, "catalogue.db")));
            Do(step > 2, () => File.Move(Path.Combine(ready, "catalogue.db"), Path.Combine(folder, "catalogue.db")));

            Assert.Equal(["of the backup"], await TitlesAsync(folder));
            Assert.Empty(Directory.GetDirectories(folder, "restore*"));
        }

        static void Do(bool reached, Action act)
        {
            if (reached)
            {
                act();
            }
        }
    }

    [Fact]
    public async Task A_damaged_database_is_noticed()
    {
        using TemporaryFolder folder = new();
        await using (TemporaryCatalogue catalogue = TemporaryCatalogue.Unprepared(folder.Path, ownsFolder: false))
        {
            await catalogue.Startup.PrepareAsync(Stop);
            for (int number = 0; number < 200; number++)
            {
                await catalogue.AddAsync($"product {number}", $"https://a/{number}");
            }
        }

        string file = Path.Combine(folder.Path, "catalogue.db");
        byte[] content = await File.ReadAllBytesAsync(file, Stop);
        // Past the schema: rows and indexes.
        Array.Fill(content, (byte)0xA5, content.Length / 2, content.Length / 3);
        await File.WriteAllBytesAsync(file, content, Stop);

        CliRun run = await CliRun.OfAsync("db", "status", "--data", folder.Path);

        run.Ended(ExitCode.Unavailable);
        Assert.Contains("malformed", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    private static async Task<List<string>> TitlesAsync(string folder)
    {
        await using TemporaryCatalogue catalogue = TemporaryCatalogue.Unprepared(folder, ownsFolder: false);
        await catalogue.Startup.PrepareAsync(Stop);
        await using SqliteConnection connection = new($"Data Source={catalogue.DatabaseFile};Pooling=False");
        await connection.OpenAsync(Stop);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT title FROM products ORDER BY title";
        await using SqliteDataReader reader = await command.ExecuteReaderAsync(Stop);
        List<string> titles = [];
        while (await reader.ReadAsync(Stop))
        {
            titles.Add(reader.GetString(0));
        }

        return titles;
    }
}
