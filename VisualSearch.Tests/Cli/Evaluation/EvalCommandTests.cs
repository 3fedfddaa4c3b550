using System.Text.Json;
using VisualSearch.Cli;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Evaluation;

public sealed class EvalCommandTests(DemoShop shop) : IClassFixture<DemoShop>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Queries => Repository.PathOf("samples", "sample-shop", "queries.jsonl");

    private static string Pictures => Repository.PathOf("samples", "sample-shop");

    [Fact]
    public async Task The_demo_shops_queries_give_the_figures_of_the_models_reference()
    {
        string saved = Path.Combine(_folder.Path, "run.json");

        JsonElement answer = (await EvalAsync(Queries, "--group", "category", "--out", saved, "--json")).Ended(ExitCode.Done).Json;

        JsonElement all = answer.GetProperty("summary").GetProperty("all");
        Assert.Equal(135, all.GetProperty("queries").GetInt32());
        Assert.Equal(0.941, HitsAt(all, 1), 0.02);
        Assert.Equal(0.985, HitsAt(all, 5), 0.02);
        Assert.Equal(0.960, all.GetProperty("mean_reciprocal_rank").GetProperty("value").GetDouble(), 0.02);
        Assert.Equal("efficientnet-lite1-240", answer.GetProperty("server").GetProperty("model").GetString());
        Assert.Equal(135, answer.GetProperty("summary").GetProperty("groups").EnumerateArray().Sum(group => group.GetProperty("queries").GetInt32()));

        CliRun again = (await EvalAsync(Queries, "--baseline", saved)).Ended(ExitCode.Done);
        Assert.Contains("on the same 135 queries", again.Error, StringComparison.Ordinal);
        Assert.Matches(@"MRR@100 +│ 0\.9\d+ +│ 0\.9\d+ +│ 0\.000 +│ 0\.000 to 0\.000 +│ 0 +│ 0 +│ 135 +│ 1 ", again.Output);
    }

    [Fact]
    public async Task Words_are_asked_with_filters_and_a_run_of_other_queries_is_named_as_such()
    {
        string saved = Path.Combine(_folder.Path, "run.json");
        (await EvalAsync(Write("a.csv", "query,relevant\njoker,sample_1f0cf\nred apple,sample_1f34e\n"), "--out", saved)).Ended(ExitCode.Done);

        CliRun run = (await EvalAsync(Write("b.csv", "query,relevant\njoker,sample_1f0cf\ngrapes,sample_1f347\n"), "--category", "games", "--baseline", saved, "--mode", "lexical", "-k", "1,3")).Ended(ExitCode.Done);

        Assert.Contains("The query sets differ: 1 queries are in both", run.Error, StringComparison.Ordinal);
        Assert.Matches(@"recall@1 +│ 0\.500", run.Output);
        Assert.DoesNotContain("category=", await File.ReadAllTextAsync(saved, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_relevant_products_give_both_hits_and_recall()
    {
        CliRun run = (await EvalAsync(Write("q.csv", "image,relevant\nqueries/1f34c.jpg,sample_1f34c;nobody\n"), "--images", Pictures)).Ended(ExitCode.Done);

        Assert.Matches(@"hit@1 +│ 1\.000", run.Output);
        Assert.Matches(@"recall@1 +│ 0\.500", run.Output);
        Assert.Contains("success@k", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_finds_nothing_relevant_asks_whether_those_are_the_ids()
    {
        CliRun run = (await EvalAsync(Write("q.csv", "query,relevant\njoker,nobody\n"))).Ended(ExitCode.Done);

        Assert.Matches(@"recall@10 +│ 0\.000", run.Output);
        Assert.Contains("Not one relevant product was found", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_cannot_be_asked_is_told_with_its_line_and_makes_the_run_partial()
    {
        string file = Write("q.csv", "image,query,relevant\nqueries/1f34c.jpg,,sample_1f34c\nmissing.jpg,,x\nNOTICE.md,,x\n,,x\nqueries/1f34c.jpg,,\n");

        CliRun run = (await EvalAsync(file, "--images", Pictures, "--json", "--warmup", "0", "--jobs", "3")).Ended(ExitCode.Partly);

        Assert.Equal([3, 4, 5], run.Json.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("line").GetInt32()));
        Assert.Equal(1, run.Json.GetProperty("left_out").GetInt32());
        Assert.Equal(1, run.Json.GetProperty("summary").GetProperty("all").GetProperty("queries").GetInt32());
        Assert.Contains("line 4: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_could_not_be_saved_is_refused_before_a_query_is_asked()
    {
        CliRun run = await CliRun.OfAsync("eval", Queries, "--out", Path.Combine(_folder.Path, "nowhere", "run.json"), "--url", "http://127.0.0.1:1");

        Assert.Contains("cannot be written", run.Ended(ExitCode.Failed).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_outside_the_folder_is_sent_only_when_that_is_allowed()
    {
        string outside = Path.Combine(Pictures, "queries", "1f34c.jpg");
        string file = Write("q.csv", $"image,relevant\n{outside},sample_1f34c\n");

        CliRun refused = (await EvalAsync(file, "--warmup", "0")).Ended(ExitCode.Failed);
        (await EvalAsync(file, "--warmup", "0", "--allow-outside")).Ended(ExitCode.Done);

        Assert.Contains("lies outside", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-k", "0")]
    [InlineData("-k", "1,x")]
    [InlineData("--limit", "5")]
    [InlineData("--limit", "101")]
    [InlineData("--jobs", "0")]
    [InlineData("--mode", "magic")]
    [InlineData("--map", "picture=image")]
    [InlineData("--baseline", "nowhere.json")]
    [InlineData("--images", "nowhere")]
    public async Task A_wrong_option_is_wrong_usage(string option, string value) => (await EvalAsync(Queries, option, value)).Ended(ExitCode.WrongUsage);

    [Fact]
    public async Task A_file_that_is_no_run_is_not_compared_with()
    {
        CliRun run = (await EvalAsync(Queries, "--baseline", Write("run.json", "{\"format\": 7}"))).Ended(ExitCode.Failed);

        Assert.Contains("not a run", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable() =>
        (await CliRun.OfAsync("eval", Queries, "--url", "http://127.0.0.1:1")).Ended(ExitCode.Unavailable);

    public void Dispose() => _folder.Dispose();

    private static double HitsAt(JsonElement figures, int k) => figures.GetProperty("hits").EnumerateArray()
        .Single(at => at.GetProperty("k").GetInt32() == k).GetProperty("figure").GetProperty("value").GetDouble();

    private Task<CliRun> EvalAsync(params string[] args) => CliRun.OfAsync(["eval", .. args, "--url", shop.Api.Address.ToString()]);

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, content);
        return path;
    }
}
