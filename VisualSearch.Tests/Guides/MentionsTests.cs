using VisualSearch.Tests.Deploy;
using VisualSearch.Tests.Guides.Mentions;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Guides;

/// <summary>What the README and the guides name is there: routes, commands, metrics, settings, files. An invented one of each kind is found.</summary>
public sealed class MentionsTests(QuietApi quiet) : IClassFixture<QuietApi>
{
    [Fact]
    public async Task Every_route_in_the_guides_is_served() => None(await RouteFaultsAsync([.. GuidePage.All()]));

    [Fact]
    public void Every_command_in_the_guides_is_understood() => None(GuidePage.All().SelectMany(CommandMentions.Faults));

    [Fact]
    public async Task Every_metric_in_the_guides_is_served()
    {
        MetricMentions metrics = new((await ScrapedProcesses.SharedAsync()).Names);

        None(GuidePage.All().SelectMany(metrics.Faults));
    }

    [Fact]
    public void Every_setting_in_the_guides_is_read()
    {
        SettingMentions settings = new();

        None(GuidePage.All().SelectMany(settings.Faults));
    }

    [Fact]
    public void Every_file_and_heading_in_the_guides_is_there() => None(GuidePage.All().SelectMany(PathMentions.Faults));

    [Theory]
    [InlineData("Ask `GET /api/v1/serch/by-text`.", "GET /api/v1/serch/by-text is no route")]
    [InlineData("Ask `POST /search/similar/{product_id}`.", "POST /search/similar/{product_id} is no route")]
    [InlineData("`/healthy` is asked by the proxy.", "/healthy is no route")]
    [InlineData("```sh\ncurl http://localhost:8000/api/v1/products/1/pictures\n```\n", "/api/v1/products/1/pictures is no route")]
    public async Task An_invented_route_is_found(string text, string fault) => Assert.Equal(["here: " + fault], await RouteFaultsAsync(Invented(text)));

    [Theory]
    [InlineData("`visualsearch indx --wait`", "visualsearch indx --wait: there is no command indx")]
    [InlineData("`visualsearch db compact`", "visualsearch db compact: there is no command compact")]
    [InlineData("`db compact`", "visualsearch db compact: there is no command compact")]
    [InlineData("```sh\nvisualsearch reindex --faild   # again\n```\n", "visualsearch reindex --faild: reindex has no option --faild")]
    [InlineData("`--dry-runn`", "--dry-runn: no command has it")]
    [InlineData("```sh\ndotnet run --project VisualSearch.Cli -- search cup --limit many\n```\n", "visualsearch search cup --limit many: --limit")]
    public void An_invented_command_is_found(string text, string fault) => Assert.StartsWith("here: " + fault, CommandMentions.Faults(Invented(text)).First(), StringComparison.Ordinal);

    [Theory]
    [InlineData("`visual_search_total_serches`", "visual_search_total_serches")]
    [InlineData("| `visual_search_pictures_embedded_total`, `…_lost_total` |", "…_lost_total")]
    public async Task An_invented_metric_is_found(string text, string name)
    {
        MetricMentions metrics = new((await ScrapedProcesses.SharedAsync()).Names);

        Assert.Equal([$"here: no process serves {name}"], metrics.Faults(Invented(text)));
    }

    [Theory]
    [InlineData("Set `Images:MaxPixel`.", "there is no setting Images:MaxPixel")]
    [InlineData("Set `Images__MaxPixel=1`.", "there is no setting Images:MaxPixel")]
    [InlineData("```sh\ndotnet run --project VisualSearch.Api -- --Embeding:Model=x\n```\n", "there is no setting Embeding:Model")]
    [InlineData("`Security:ApiKeys:0:Secret`", "there is no setting Security:ApiKeys:Secret")]
    [InlineData("`VisualSearch:Aps` and `VisualSearch:Apis`", "there is no setting VisualSearch:Aps")]
    [InlineData("`VISUALSEARCH_KEY`", "nothing reads the variable VISUALSEARCH_KEY")]
    public void An_invented_setting_is_found(string text, string fault) => Assert.Equal(["here: " + fault], new SettingMentions().Faults(Invented(text)));

    [Theory]
    [InlineData("[a](docs/NOTHING.md)", "there is no docs/NOTHING.md to link to")]
    [InlineData("[a](docs/SETTINGS.md#nothing)", "docs/SETTINGS.md has no heading #nothing")]
    [InlineData("`deploy/nginx/other.conf`", "there is no deploy/nginx/other.conf")]
    [InlineData("```sh\ncp deploy/grafana/*.toml .\n```\n", "there is no deploy/grafana/*.toml")]
    [InlineData("`NothingOfTheKind.cs`", "there is no NothingOfTheKind.cs")]
    [InlineData("VisualSearch.Apis", "there is no VisualSearch.Apis")]
    public void An_invented_file_is_found(string text, string fault) => Assert.Equal(["here: " + fault], PathMentions.Faults(Invented(text)));

    private static void None(IEnumerable<string> faults) => Assert.True(!faults.Any(), string.Join('\n', faults));

    private static GuidePage Invented(string text) => new("here", text);

    private async Task<IReadOnlyList<string>> RouteFaultsAsync(params GuidePage[] pages)
    {
        RouteMentions routes = new(quiet.Api);
        List<string> faults = [];
        foreach (GuidePage page in pages)
        {
            faults.AddRange(await routes.FaultsAsync(page));
        }

        return faults;
    }
}
