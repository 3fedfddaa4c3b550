using System.Text;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Deploy;

/// <summary>Every query of the alert rules and dashboards against what the programs really serve.</summary>
public sealed class MetricNameTests
{
    [Fact]
    public async Task Alerts_ask_for_what_is_served()
    {
        PromScrape scrape = await ScrapedProcesses.SharedAsync();

        Assert.NotEmpty(PromQuery.OfAlerts());
        Assert.Empty(PromQuery.OfAlerts().SelectMany(scrape.Faults));
    }

    [Fact]
    public async Task Dashboards_ask_for_what_is_served()
    {
        PromScrape scrape = await ScrapedProcesses.SharedAsync();
        PromQuery[] queries = [.. PromQuery.OfDashboards()];

        Assert.Equal(4, queries.Select(query => query.Source.Split(':')[0]).Distinct().Count());
        Assert.Empty(queries.Select(Filled).SelectMany(scrape.Faults));
    }

    [Theory]
    [InlineData("rate(visual_search_total_serches[5m])", "no process serves visual_search_total_serches")]
    [InlineData("sum by (tipe) (visual_search_total_searches)", "nothing in it has the label tipe")]
    [InlineData("visual_search_total_searches{stats=\"error\"}", "visual_search_total_searches has no label stats")]
    [InlineData("visual_search_webhooks_total{outcome!~\"accepted|refuse\"}", "visual_search_webhooks_total has no outcome like refuse, but accepted, duplicate, failed, invalid, limited, refused, stale, unavailable")]
    [InlineData("up{job=\"visualsearch\"}", "up has no job like visualsearch, but visualsearch-api, visualsearch-indexer")]
    public async Task A_misspelt_name_is_found(string query, string fault)
    {
        PromScrape scrape = await ScrapedProcesses.SharedAsync();

        Assert.Equal(["here: " + fault], scrape.Faults(new PromQuery("here", query)));
    }

    [Fact]
    public void A_query_is_taken_apart_into_its_names()
    {
        PromQuery query = new("here", "histogram_quantile(0.95, sum by (type, le) (rate(a_bucket{job=~\"x|y\",le!=\"1\"}[10m] offset 1d))) > 1.5e3 and on () max(b) unless c");

        Assert.Equal(["a_bucket", "b", "c"], query.Selectors.Select(selector => selector.Name));
        Assert.Equal([new PromCondition("job", "x|y"), new PromCondition("le", "1")], query.Selectors[0].Conditions);
        Assert.Equal(["type", "le"], query.Groups);
    }

    [Fact]
    public async Task Prometheus_can_read_the_queries_of_the_dashboards()
    {
        using TemporaryFolder folder = new();
        StringBuilder rules = new("groups:\n  - name: dashboards\n    rules:\n");
        foreach ((int index, PromQuery query) in PromQuery.OfDashboards().Index())
        {
            rules.Append(System.Globalization.CultureInfo.InvariantCulture, $"      - {{record: query_{index}, expr: '{Filled(query).Text}'}}\n");
        }

        await File.WriteAllTextAsync(Path.Combine(folder.Path, "rules.yml"), rules.ToString(), TestContext.Current.CancellationToken);

        (int code, string output) = await CheckingProgram.RunAsync("promtool", "prometheus", folder.Path, "check", "rules", "rules.yml");

        Assert.True(code == 0, output);
    }

    /// <summary>With what Grafana puts in the place of its variables.</summary>
    private static PromQuery Filled(PromQuery query) => query with
    {
        Text = query.Text.Replace("$__rate_interval", "1m", StringComparison.Ordinal).Replace("$instance", ".+", StringComparison.Ordinal),
    };
}
