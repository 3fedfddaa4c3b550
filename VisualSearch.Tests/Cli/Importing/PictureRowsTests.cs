using VisualSearch.Cli;
using VisualSearch.Cli.Importing;
using VisualSearch.Cli.Importing.Reading;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Importing;

public sealed class PictureRowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pictures_of_one_name_are_products_of_their_own()
    {
        foreach (string name in (string[])["red/001.webp", "blue/001.webp", "a.jpg", "a.png", "b.jpg.png", "b.jpg", "c.d.jpg"])
        {
            await WriteAsync(Path.Combine("photos", name), 1);
        }

        List<string?> ids = [];
        await using PictureRows rows = PictureRows.Open(Path.Combine(_folder.Path, "photos"));
        await foreach (SourceRow row in rows.ReadAsync(Cancelled))
        {
            ids.Add(row.Cells[0].Text);
        }

        Assert.Equal(["a.jpg", "a.png", "b", "b.jpg.png", "blue/001", "c.d", "red/001"], ids.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_says_that_ids_come_again()
    {
        string file = Path.Combine(_folder.Path, "catalog.csv");
        await File.WriteAllTextAsync(file, "id,title\n1,a\n1,b\n", Cancelled);

        CliRun run = (await CliRun.OfAsync("import", file, "--dry-run")).Ended(ExitCode.Done);

        Assert.Contains("1 rows have an external id that came before", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("photos")]
    [InlineData("photos/link.jpg")]
    public async Task What_a_link_leads_to_decides_whether_it_changed(string source)
    {
        await WriteAsync("elsewhere.jpg", 1);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "photos"));
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "photos", "link.jpg"), Path.Combine(_folder.Path, "elsewhere.jpg"));
        string before = await StateAsync(source);

        await WriteAsync("elsewhere.jpg", 2);

        Assert.NotEqual(before, await StateAsync(source));
    }

    private async Task<string> StateAsync(string source)
    {
        ImportSettings settings = new(Path.Combine(_folder.Path, source), null, null, TableFormat.Jsonl, [], false, IdSource.Column, null, false, 1, false, null, null, false);
        await using RowSource rows = await RowSources.OpenAsync(settings, Cancelled);
        return rows.Identity!.State;
    }

    private async Task WriteAsync(string name, int bytes)
    {
        string path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, new byte[bytes].Select(_ => (byte)'x').ToArray(), Cancelled);
    }
}
