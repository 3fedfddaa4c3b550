namespace VisualSearch.Tests.Guides;

/// <summary>docs/API_EXAMPLES.md is run, not read: each block against a real Api, and each program's output against what the page shows.</summary>
public sealed class ApiExamplesTests(ExampleShop shop) : IClassFixture<ExampleShop>
{
    private static readonly GuidePage Page = GuidePage.Read("docs/API_EXAMPLES.md");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("python", "examples.py", "Python-urllib/", "python3", "python3")]
    [InlineData("javascript", "examples.mjs", "node", "node", "nodejs")]
    [InlineData("csharp", "examples.cs", "", "dotnet", "dotnet-sdk-10.0", "run")]
    public async Task A_program_prints_what_the_page_shows_and_waits_when_told_to(string language, string file, string client, string program, string package, params string[] before)
    {
        await File.WriteAllTextAsync(Path.Combine(shop.Folder, file), Assert.Single(Page.Blocks(language)), Stop);
        shop.Busy.Begin(client);

        string printed = await shop.RunAsync(program, package, "", [.. before, file, "photo.jpg"]);

        Assert.Equal(Assert.Single(Page.Blocks("text")), printed.ReplaceLineEndings("\n"));
        Assert.True(shop.Busy.Over(client), "It did not come back after it was turned away.");
    }

    [Fact]
    public async Task Each_request_of_curl_is_answered_as_its_sentence_says()
    {
        string[] expected =
        [
            "",
            "\"external_id\":\"sample_1f34c\"",
            "\"code\":\"forbidden_address\"",
            "\"title\":\"банан\"",
            "\"external_id\":\"sample_1f350\"",
            "\"category\":\"food/fruit\"",
            "\"code\":\"product_not_found\"",
            "\"results_count\":1",
            "\"kept\":true",
            "412\n",
            "202\n",
            "204\n",
        ];
        IReadOnlyList<string> blocks = Page.Blocks("bash");
        Assert.Equal(expected.Length, blocks.Count);
        foreach ((string block, string answer) in blocks.Zip(expected))
        {
            bool waits = block.Contains("--retry", StringComparison.Ordinal);
            if (waits)
            {
                shop.Busy.Begin("curl/");
            }

            string printed = await shop.RunAsync("bash", "bash", "set -euo pipefail\n" + block);

            Assert.True(printed.Contains(answer, StringComparison.Ordinal), $"{block}\n{printed}");
            Assert.True(!waits || shop.Busy.Over("curl/"), "It did not come back after it was turned away.");
        }
    }
}
