namespace VisualSearch.Tests.Architecture;

/// <summary>Which project may know which.</summary>
internal static class ProjectLaws
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["VisualSearch.Engine"] = [],
        ["VisualSearch.ServiceDefaults"] = [],
        ["VisualSearch.Api"] = ["VisualSearch.Engine", "VisualSearch.ServiceDefaults"],
        ["VisualSearch.Indexer"] = ["VisualSearch.Engine", "VisualSearch.ServiceDefaults"],
        ["VisualSearch.Cli"] = ["VisualSearch.Engine"],
        ["VisualSearch.QdrantStandIn"] = [],
        ["VisualSearch.AppHost"] = ["VisualSearch.Api", "VisualSearch.Indexer", "VisualSearch.Cli"],
    };

    /// <summary>They prove or measure the product and so may know all of it.</summary>
    private static readonly HashSet<string> Watchers = ["VisualSearch.Tests", "VisualSearch.Benchmarks", "VisualSearch.AppHost.Tests"];

    /// <summary>What they need is not on every mirror, so nobody could keep their locks right.</summary>
    private static readonly HashSet<string> Unlocked = ["VisualSearch.AppHost", "VisualSearch.AppHost.Tests"];

    public static Law<ProjectFile> ProjectArrows { get; } = new("A project references only the projects its arrow points to", projects =>
        from project in projects
        where !Watchers.Contains(project.Name)
        from reference in project.References
        where !Arrows.TryGetValue(project.Name, out string[]? allowed) || !allowed.Contains(reference)
        select new Violation(project.Name, $"references {reference}"));

    public static Law<ProjectFile> KnownProjects { get; } = new("Every project is on the map", projects => projects
        .Where(project => !Watchers.Contains(project.Name) && !Arrows.ContainsKey(project.Name))
        .Select(project => new Violation(project.Name, "is not on the map")));

    public static Law<ProjectFile> InSolution { get; } = new("Every project is in the solution", projects => projects
        .Where(project => !project.InSolution)
        .Select(project => new Violation(project.Name, "is not in VisualSearch.sln")));

    public static Law<ProjectFile> Locked { get; } = new("Every project locks its packages, but for those with Aspire", projects => projects
        .Where(project => !project.Locked && !Unlocked.Contains(project.Name))
        .Select(project => new Violation(project.Name, "has no packages.lock.json")));

    public static IReadOnlyList<Law<ProjectFile>> All { get; } = [ProjectArrows, KnownProjects, InSolution, Locked];
}
