using System.Text.Json;
using VisualSearch.Cli;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli;

public sealed class ExportCommandTests
{
    [Fact]
    public async Task Lines_go_to_standard_output_and_the_count_beside_them()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await api.CreateAsync(new { title = "one" });
        await api.CreateAsync(new { title = "two" });

        CliRun run = (await CliRun.OfAsync("export", "--url", api.Address.ToString())).Ended(ExitCode.Done);

        Assert.Equal(["one", "two"], run.Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("title").GetString()));
        Assert.Contains("2 products", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_appears_when_it_is_whole_and_can_be_sent_back()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "shop.jsonl");
        await using ApiHost api = await ApiHost.StartAsync();
        await api.CreateAsync(new { title = "one", external_id = "1", price = 9.9, translations = new { ky = new { title = "бир" } } });

        (await CliRun.OfAsync("export", "--out", file, "--url", api.Address.ToString())).Ended(ExitCode.Done);

        Assert.Equal([file], Directory.GetFiles(folder.Path));
        JsonElement line = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal((9.9m, "бир"), (line.GetProperty("price").GetDecimal(), line.GetProperty("translations").GetProperty("ky").GetProperty("title").GetString()));
    }

    [Fact]
    public async Task A_server_that_refuses_leaves_no_file()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "shop.jsonl");
        await using ApiHost api = await ApiHost.StartAsync("Production");

        CliRun run = (await CliRun.OfAsync("export", "--out", file, "--url", api.Address.ToString())).Ended(ExitCode.Failed);

        Assert.Contains("key", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
