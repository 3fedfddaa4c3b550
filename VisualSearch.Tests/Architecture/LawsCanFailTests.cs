namespace VisualSearch.Tests.Architecture;

/// <summary>The test of the test: every law reports what breaks it, and nothing else.</summary>
public sealed class LawsCanFailTests
{
    private static readonly Lazy<IReadOnlyList<CodeType>> Fixtures = new(CodeReader.ReadFixtures);

    public static TheoryData<string> OfCode => ArchitectureTests.OfCode;

    public static TheoryData<string> OfSources => ArchitectureTests.OfSources;

    public static TheoryData<string> OfProjects => ArchitectureTests.OfProjects;

    [Theory]
    [MemberData(nameof(OfCode))]
    public void A_law_of_code_reports_exactly_the_fixtures_that_break_it(string law)
    {
        string[] broken = [.. CodeLaws.All.Single(one => one.Name == law).Judge(Fixtures.Value).Select(violation => violation.Where).Distinct().Order(StringComparer.Ordinal)];

        Assert.NotEmpty(broken);
        Assert.Equal(FixturesThatBreak(law), broken);
    }

    [Fact]
    public void No_fixture_names_a_law_that_does_not_exist()
    {
        IEnumerable<string> named = typeof(LawsCanFailTests).Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttributes(typeof(BreaksAttribute), inherit: false).Cast<BreaksAttribute>())
            .Select(breaks => breaks.Law);

        Assert.Empty(named.Except(CodeLaws.All.Select(law => law.Name)));
    }

    [Theory]
    [MemberData(nameof(OfSources))]
    public void A_law_of_sources_reports_the_file_that_breaks_it(string law)
    {
        SourceFile[] innocent =
        [
            new("VisualSearch.Engine/Images/RgbPixels.cs", "namespace VisualSearch.Engine.Images;\n\npublic sealed record RgbPixels(int Width);\n"),
            new("VisualSearch.Engine/Catalogue/Migrations/Sqlite/20261122_First.cs", "namespace VisualSearch.Engine.Catalogue.Migrations.Sqlite;\n" + new string('\n', 400)),
            new("VisualSearch.Api/Program.cs", "var builder = WebApplication.CreateBuilder(args);\n"),
            new("README.md", "See https://example.org/work/of/others and ./work/folder.\n"),
        ];
        SourceFile culprit = BreakerOf(law);

        Assert.Empty(SourceLaw(law).Judge(innocent));
        Assert.Equal(culprit.Path, Assert.Single(SourceLaw(law).Judge([.. innocent, culprit])).Where);
    }

    [Theory]
    [MemberData(nameof(OfProjects))]
    public void A_law_of_projects_reports_the_project_that_breaks_it(string law)
    {
        ProjectFile[] innocent =
        [
            new("VisualSearch.Engine", [], InSolution: true, Locked: true),
            new("VisualSearch.Api", ["VisualSearch.Engine", "VisualSearch.ServiceDefaults"], InSolution: true, Locked: true),
            new("VisualSearch.Tests", ["VisualSearch.Api", "VisualSearch.Engine"], InSolution: true, Locked: true),
        ];
        ProjectFile culprit = law switch
        {
            _ when law == ProjectLaws.ProjectArrows.Name => new("VisualSearch.Engine", ["VisualSearch.ServiceDefaults"], InSolution: true, Locked: true),
            _ when law == ProjectLaws.KnownProjects.Name => new("VisualSearch.Core", [], InSolution: true, Locked: true),
            _ when law == ProjectLaws.InSolution.Name => new("VisualSearch.Cli", [], InSolution: false, Locked: true),
            _ when law == ProjectLaws.Locked.Name => new("VisualSearch.Cli", [], InSolution: true, Locked: false),
            _ => throw new ArgumentOutOfRangeException(nameof(law), law, "No project breaks this law yet: write one"),
        };

        Assert.Empty(ProjectLaw(law).Judge(innocent));
        Assert.Equal(culprit.Name, Assert.Single(ProjectLaw(law).Judge([.. innocent, culprit])).Where);
    }

    /// <summary>Put together from pieces, so that this file breaks no law itself.</summary>
    private static SourceFile BreakerOf(string law)
    {
        const string Declaration = "namespace VisualSearch.Engine;\n\ninternal sealed class Thing;\n";
        const string Path = "VisualSearch.Engine/Thing.cs";
        return law switch
        {
            _ when law == SourceLaws.ShortFiles.Name => new(Path, Declaration + new string('\n', 298)),
            _ when law == SourceLaws.NamespaceIsFolder.Name => new("VisualSearch.Engine/Images/Thing.cs", Declaration),
            _ when law == SourceLaws.NamedForType.Name => new("VisualSearch.Engine/Things.cs", Declaration),
            _ when law == SourceLaws.TellingFileNames.Name => new("VisualSearch.Engine/ThingHelper.cs", Declaration),
            _ when law == SourceLaws.NothingUnwritten.Name => new(Path, Declaration + "// TO" + "DO\n"),
            _ when law == SourceLaws.NoRegions.Name => new(Path, Declaration + "    #" + "region Fields\n"),
            _ when law == SourceLaws.NoMachinePaths.Name => new("README.md", "cd /ho" + "me/somebody/src\n"),
            _ when law == SourceLaws.NoRegistryHosts.Name => new("NuGet.config", "<add value=\"https://api.nu" + "get.org/v3/index.json\" />\n"),
            _ when law == SourceLaws.LinksLeadSomewhere.Name => new("docs/MODELS.md", "See [there](../README.md), [that](https://example.org/x) and [nothing](GONE.md#part).\n"),
            _ => throw new ArgumentOutOfRangeException(nameof(law), law, "No file breaks this law yet: write one"),
        };
    }

    private static string[] FixturesThatBreak(string law) =>
    [
        .. typeof(LawsCanFailTests).Assembly.GetTypes()
            .Where(type => type.GetCustomAttributes(typeof(BreaksAttribute), inherit: false).Cast<BreaksAttribute>().Any(breaks => breaks.Law == law))
            .Select(type => type.FullName!.Split('`')[0].Replace("VisualSearch.Tests.Architecture.Fixtures.", "VisualSearch.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    private static Law<SourceFile> SourceLaw(string name) => SourceLaws.All.Single(law => law.Name == name);

    private static Law<ProjectFile> ProjectLaw(string name) => ProjectLaws.All.Single(law => law.Name == name);
}
