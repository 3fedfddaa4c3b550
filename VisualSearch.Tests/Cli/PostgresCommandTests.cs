using System.Text.Json;
using VisualSearch.Cli;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Cli;

public sealed class PostgresCommandTests
{
    [Fact]
    public async Task An_empty_database_is_migrated_once_and_its_status_told()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.CreateDatabaseAsync();
        string setting = "ConnectionStrings:catalog=" + server.ConnectionString(database);

        CliRun before = (await CliRun.OfAsync("db", "status", "--set", setting)).Ended(ExitCode.Done);
        CliRun first = (await CliRun.OfAsync("db", "migrate", "--set", setting)).Ended(ExitCode.Done);
        CliRun second = (await CliRun.OfAsync("db", "migrate", "--set", setting)).Ended(ExitCode.Done);
        JsonElement status = (await CliRun.OfAsync("db", "status", "--json", "--set", setting)).Ended(ExitCode.Done).Json;

        Assert.Contains("_Initial", before.Output, StringComparison.Ordinal);
        Assert.Contains("_Initial", first.Output, StringComparison.Ordinal);
        Assert.Contains("up to date", second.Output, StringComparison.Ordinal);
        Assert.Equal($"127.0.0.1:{server.Port}/{database}", status.GetProperty("file").GetString());
        Assert.Equal(0, status.GetProperty("pending_migrations").GetArrayLength());
        Assert.Equal(0, status.GetProperty("counts").GetProperty("products").GetInt64());
        Assert.Equal(["pg_trgm", "unaccent"], status.GetProperty("extensions").EnumerateArray().Select(e => e.GetString()).Order());
        await server.DropDatabaseAsync(database);
    }

    [Fact]
    public async Task The_settings_of_a_process_may_name_a_folder_besides_and_the_line_may_still_choose_it()
    {
        await using BorrowedDatabase database = await BorrowedDatabase.TakeAsync(migrated: false);
        using TemporaryFolder folder = new();
        Dictionary<string, string> settings = new()
        {
            ["ConnectionStrings__catalog"] = database.ConnectionString,
            ["Data__Directory"] = folder.Path,
        };

        await using CliProcess migrate = CliProcess.Start(settings, "db", "migrate");
        await using CliProcess chosen = CliProcess.Start(settings, "db", "status", "--data", folder.Path);

        Assert.Contains("_Initial", (await migrate.EndAsync()).Ended(ExitCode.Done).Output, StringComparison.Ordinal);
        Assert.Contains(folder.Path, (await chosen.EndAsync()).Ended(ExitCode.Unavailable).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("migrate")]
    public async Task A_server_that_the_line_names_is_not_passed_over_for_a_database_of_the_settings(string command)
    {
        CliRun run = (await CliRun.OfAsync("db", command, "--url", "http://localhost:8000", "--set", "ConnectionStrings:catalog=Host=localhost;Port=1")).Ended(ExitCode.WrongUsage);
        Assert.Contains("not through a server", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("restore")]
    public async Task A_backup_is_left_to_the_tools_of_the_server(string command)
    {
        CliRun run = (await CliRun.OfAsync("db", command, "shop.tar", "--set", "ConnectionStrings:catalog=Host=localhost")).Ended(ExitCode.WrongUsage);
        Assert.Contains("pg_dump", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_away_and_a_string_that_says_nothing_are_told_in_a_sentence()
    {
        CliRun away = (await CliRun.OfAsync("db", "migrate", "--set", "ConnectionStrings:catalog=Host=127.0.0.1;Port=1;Username=u;Password=secret")).Ended(ExitCode.Unavailable);
        CliRun unreadable = (await CliRun.OfAsync("db", "status", "--set", "ConnectionStrings:catalog=postgres://u:secret@db/shop")).Ended(ExitCode.Failed);

        Assert.DoesNotContain("secret", away.Error + unreadable.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", away.Error + unreadable.Error, StringComparison.Ordinal);
        Assert.Contains("cannot be read", unreadable.Error, StringComparison.Ordinal);
    }
}
