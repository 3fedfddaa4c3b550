using System.Text.Json;
using VisualSearch.Cli;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Searching;

public abstract class SearchCommandTests
{
    /// <summary>The options that say where the shop is: three products, all indexed.</summary>
    private protected abstract string[] Shop { get; }

    [Fact]
    public async Task A_file_is_a_picture()
    {
        string picture = Repository.PathOf("samples", "sample-shop", "queries", "1f34c.jpg");

        JsonElement answer = (await RunAsync("search", picture, "--json")).Ended(ExitCode.Done).Json;

        Assert.Equal("banana", answer.GetProperty("results")[0].GetProperty("external_id").GetString());
        Assert.Equal(["image"], answer.GetProperty("results")[0].GetProperty("matched_by").EnumerateArray().Select(kind => kind.GetString()));
    }

    [Fact]
    public async Task An_address_is_a_picture_that_whoever_searches_fetches()
    {
        await using PictureServer pictures = await PictureServer.StartAsync();

        JsonElement answer = (await RunAsync("search", pictures.Serve("query", SampleShop.Query("1f34c")), "--json")).Ended(ExitCode.Done).Json;

        Assert.Equal("banana", answer.GetProperty("results")[0].GetProperty("external_id").GetString());
        Assert.Equal(1, pictures.Asked("query"));
    }

    [Fact]
    public async Task Anything_else_is_words_and_the_notice_is_spoken()
    {
        CliRun run = (await RunAsync("search", "Yellow", "banana")).Ended(ExitCode.Done);

        Assert.Contains("Yellow banana", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Football", run.Output, StringComparison.Ordinal);
        Assert.Contains("no text tower", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_that_name_a_file_are_words_when_said_so()
    {
        string picture = Repository.PathOf("samples", "sample-shop", "queries", "1f34c.jpg");

        CliRun run = (await RunAsync("search", "--words", picture)).Ended(ExitCode.Done);

        Assert.Contains("Nothing found", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Options_narrow_the_results()
    {
        string picture = Repository.PathOf("samples", "sample-shop", "queries", "1f34c.jpg");

        Assert.Equal(["ball"], await IdsAsync("search", picture, "--category", "toys"));
        Assert.Equal(["pear"], await IdsAsync("search", picture, "--price-min", "2", "--price-max", "4"));
        Assert.Equal(["banana"], await IdsAsync("search", picture, "--limit", "1", "--in-stock", "true"));
        Assert.Equal(2, (await IdsAsync("search", picture, "--offset", "1")).Length);
        Assert.Empty(await IdsAsync("search", picture, "--threshold", "1"));
        Assert.Equal("Жёлтый банан", (await RunAsync("search", "banana", "--lang", "ru", "--json")).Json.GetProperty("results")[0].GetProperty("title").GetString());
    }

    [Fact]
    public async Task The_table_shows_rank_similarity_title_price_ids_and_the_picture()
    {
        CliRun run = (await RunAsync("similar", "ext:banana")).Ended(ExitCode.Done);

        Assert.Matches(@"1 +0\.\d{3} .*(Pear|Football)", run.Output);
        Assert.Matches(@"3\.00 KGS", run.Output);
        Assert.DoesNotContain("Yellow banana", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("search", "no text tower|image tower", "words", "--mode", "semantic")]
    [InlineData("similar", "There is no product|not found|No product", "ext:nothing")]
    [InlineData("similar", "There is no product|not found|No product", "nonsense")]
    public async Task What_cannot_be_done_is_said(string command, string said, params string[] rest)
    {
        CliRun run = (await RunAsync([command, .. rest])).Ended(ExitCode.Failed);

        Assert.Matches(said, run.Error);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task A_file_that_is_no_picture_is_refused_with_the_reason()
    {
        CliRun run = (await RunAsync("search", Repository.PathOf("README.md"))).Ended(ExitCode.Failed);

        Assert.Contains("JPEG", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("search")]
    [InlineData("search banana --limit 0")]
    [InlineData("search banana --threshold 2")]
    [InlineData("search banana --mode clever")]
    [InlineData("search banana --price-min 5 --price-max 4")]
    [InlineData("search banana --price-max 1000000000000")]
    [InlineData("similar")]
    public async Task A_wrong_option_is_wrong_usage(string line) => (await RunAsync(line.Split(' '))).Ended(ExitCode.WrongUsage);

    private Task<CliRun> RunAsync(params string[] line) => CliRun.OfAsync([.. line, .. Shop]);

    private async Task<string?[]> IdsAsync(params string[] line) =>
        [.. (await RunAsync([.. line, "--json"])).Ended(ExitCode.Done).Json.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("external_id").GetString())];
}
