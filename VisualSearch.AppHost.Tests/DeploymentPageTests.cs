using System.Text.RegularExpressions;

namespace VisualSearch.AppHost.Tests;

/// <summary>docs/DEPLOYMENT.md against the AppHost: every setting and every variable by its name.</summary>
public sealed partial class DeploymentPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Projects.VisualSearch_AppHost.ProjectPath, "..", "docs", "DEPLOYMENT.md"));

    [Fact]
    public void The_page_names_every_setting_of_the_AppHost_and_no_other()
    {
        IEnumerable<string> named = Setting().Matches(Page).Select(match => match.Groups[1].Value).Distinct();

        Assert.Equal(MembersOf("AppHostSettings").Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_page_names_every_setting_of_a_cluster_and_no_other()
    {
        string table = Page[Page.IndexOf("| `VisualSearch:Cluster:Host`", StringComparison.Ordinal)..];
        IEnumerable<string> named = table[..table.IndexOf("\n\n", StringComparison.Ordinal)].Split('\n')
            .SelectMany(row => Name().Matches(row.Split('|')[1]).Select(match => match.Groups[1].Value));

        Assert.Equal(MembersOf("ClusterSettings").Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Variables_that_the_page_names_are_read_by_the_compose_files()
    {
        Publication publication = await Publication.OfAsync("compose");
        string files = string.Concat(publication.Files.Values);
        string table = Page[Page.IndexOf("| in `.env` |", StringComparison.Ordinal)..];
        string[] named = [.. table[..table.IndexOf("\n\n", StringComparison.Ordinal)].Split('\n').Skip(2).SelectMany(row => Name().Matches(row.Split('|')[1]).Select(match => match.Groups[1].Value))];

        Assert.Contains("API_PORT", named);
        Assert.All(named, name => Assert.Matches($@"\$\{{{name}[:}}]", files));
    }

    private static IEnumerable<string> MembersOf(string record) =>
        typeof(Projects.VisualSearch_AppHost).Assembly.GetType($"VisualSearch.AppHost.{record}", throwOnError: true)!.GetConstructors().Single().GetParameters().Select(parameter => parameter.Name!);

    [GeneratedRegex(@"VisualSearch:([A-Z]\w+)")]
    private static partial Regex Setting();

    [GeneratedRegex(@"`(?:VisualSearch:Cluster:)?(\w+)`")]
    private static partial Regex Name();
}
