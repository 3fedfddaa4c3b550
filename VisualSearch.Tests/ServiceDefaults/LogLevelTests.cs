using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.ServiceDefaults;

/// <summary>Levels of logging while a process runs: in appsettings.json of its content root.</summary>
public sealed class LogLevelTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Way.Written)]
    [InlineData(Way.Made)]
    [InlineData(Way.Replaced)]
    [InlineData(Way.Linked)]
    public async Task A_level_that_is_changed_in_the_file_holds_without_a_restart_in_the_log_files_too(Way way)
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "appsettings.json");
        string first = Directory.CreateDirectory(Path.Combine(folder.Path, "first")).FullName;
        string second = Directory.CreateDirectory(Path.Combine(folder.Path, "second")).FullName;
        await File.WriteAllTextAsync(Path.Combine(first, "appsettings.json"), "{}", Stop);
        if (way == Way.Linked)
        {
            // As a cluster mounts settings: a link to a file in a folder behind a link, and that link is changed.
            Directory.CreateSymbolicLink(Path.Combine(folder.Path, "..data"), first);
            File.CreateSymbolicLink(file, Path.Combine("..data", "appsettings.json"));
        }
        else if (way != Way.Made)
        {
            await File.WriteAllTextAsync(file, "{}", Stop);
        }

        await using HostProcess api = await HostProcess.StartAsync(
            HostProcess.Api, folder.Path, [("Demo:Load", "false"), ("Logging:Files:Directory", "logs")], way == Way.Linked ? [("DOTNET_USE_POLLING_FILE_WATCHER", "1")] : []);
        Assert.DoesNotContain("GET /alive", await ProbedAsync(api, folder), StringComparison.Ordinal);

        await File.WriteAllTextAsync(Path.Combine(second, "appsettings.json"), Levels("Debug"), Stop);
        switch (way)
        {
            case Way.Linked:
                Directory.Delete(Path.Combine(folder.Path, "..data"));
                Directory.CreateSymbolicLink(Path.Combine(folder.Path, "..data"), second);
                break;
            case Way.Replaced:
                File.Move(Path.Combine(second, "appsettings.json"), file, overwrite: true);
                break;
            default:
                await File.WriteAllTextAsync(file, Levels("Debug"), Stop);
                break;
        }

        // A probe is a line at Debug.
        await Eventually.HoldsAsync(() => ProbedAsync(api, folder), logged => logged.Contains("GET /alive answered 200", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_told_of_and_costs_nothing_but_its_levels()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "appsettings.json");
        await File.WriteAllTextAsync(file, Levels("Debug"), Stop);
        await using HostProcess api = await HostProcess.StartAsync(folder.Path, ("Demo:Load", "false"), ("Logging:Files:Directory", "logs"));

        await File.WriteAllTextAsync(file, "{\"Logging\": ", Stop);
        await Eventually.HoldsAsync(() => Task.FromResult(Talkative.FilesOf(folder.Path).GetValueOrDefault("errors_", "")), said => said.Contains("appsettings.json cannot be read", StringComparison.Ordinal));
        await File.WriteAllTextAsync(file, Levels("Debug"), Stop);

        await Eventually.HoldsAsync(() => ProbedAsync(api, folder), logged => logged.Contains("GET /alive answered 200", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_process_that_cannot_read_its_file_does_not_start_and_says_where_the_mistake_is()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "appsettings.json"), "{\n  \"Logging\": oops\n}", Stop);

        (int code, string output) = await HostProcess.RunToEndAsync(folder.Path);

        Assert.Equal(78, code);
        Assert.Contains("VisualSearch did not start", output, StringComparison.Ordinal);
        Assert.Contains("appsettings.json", output, StringComparison.Ordinal);
        Assert.Contains("LineNumber: 1", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    /// <summary>How an operator changes the file.</summary>
    public enum Way
    {
        /// <summary>Where it is.</summary>
        Written,

        /// <summary>There was none when the process started.</summary>
        Made,

        /// <summary>By another file that is moved over it, as editors do.</summary>
        Replaced,

        /// <summary>Behind a link, as in a container of a cluster; with the variable that our images set.</summary>
        Linked,
    }

    private static string Levels(string access) => "{\"Logging\": {\"LogLevel\": {\"VisualSearch.Access\": \"" + access + "\"}}}";

    private static async Task<string> ProbedAsync(HostProcess api, TemporaryFolder folder)
    {
        using HttpResponseMessage answer = await api.Client.GetAsync("/alive", Stop);
        Assert.True(answer.IsSuccessStatusCode);
        return Talkative.FilesOf(folder.Path).GetValueOrDefault("access_", string.Empty);
    }
}
