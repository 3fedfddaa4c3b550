using System.Text.RegularExpressions;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Deploy;

/// <summary>What <c>deploy/prometheus</c> ships, as Prometheus' own tool reads and runs it.</summary>
public sealed partial class AlertRuleTests
{
    private static readonly string Folder = Repository.PathOf("deploy", "prometheus");

    [Fact]
    public async Task Prometheus_takes_the_configuration_and_the_rules() => Assert.Equal(0, await PromtoolAsync("check", "config", "prometheus.yml"));

    [Fact]
    public async Task Each_alert_fires_when_it_should_and_none_while_all_is_well() =>
        Assert.Equal(0, await PromtoolAsync(["test", "rules", .. Directory.GetFiles(Folder, "*.tests.yml").Select(file => Path.GetFileName(file))]));

    [Fact]
    public void Each_alert_is_tried_and_explained()
    {
        string[] alerts = Names(Alert(), "visualsearch.rules.yml");
        string[] tried = [.. Directory.GetFiles(Folder, "*.tests.yml").SelectMany(file => Names(Tried(), file)).Distinct().Order(StringComparer.Ordinal)];
        string[] explained = Names(Heading(), Repository.PathOf("docs", "OPERATIONS.md"));

        Assert.NotEmpty(alerts);
        Assert.Equal(alerts, tried);
        Assert.Equal(alerts, explained);
    }

    private static string[] Names(Regex pattern, string file) =>
        [.. pattern.Matches(File.ReadAllText(Path.Combine(Folder, file))).Select(found => found.Groups[1].Value).Order(StringComparer.Ordinal)];

    private static async Task<int> PromtoolAsync(params string[] arguments)
    {
        (int code, string output) = await CheckingProgram.RunAsync("promtool", "prometheus", Folder, arguments);
        Assert.True(code == 0, output);
        return code;
    }

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"- name: '(\w+):")]
    private static partial Regex Tried();

    [GeneratedRegex(@"^\| `(VisualSearch\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
