namespace VisualSearch.Tests.Architecture;

/// <summary>The product keeps its laws. That each of them can be broken is shown by <see cref="LawsCanFailTests"/>.</summary>
public sealed class ArchitectureTests
{
    private static readonly Lazy<IReadOnlyList<CodeType>> Product = new(() =>
        [.. Assemblies.SelectMany(assembly => CodeReader.ReadProduct(assembly.Location))]);

    private static readonly Lazy<IReadOnlyList<SourceFile>> Sources = new(SourceFile.ReadAll);

    private static readonly Lazy<IReadOnlyList<ProjectFile>> Projects = new(ProjectFile.ReadAll);

    private static IEnumerable<System.Reflection.Assembly> Assemblies =>
        [typeof(Engine.ProductId).Assembly, typeof(Program).Assembly, System.Reflection.Assembly.Load("VisualSearch.ServiceDefaults")];

    public static TheoryData<string> OfCode => [.. CodeLaws.All.Select(law => law.Name)];

    public static TheoryData<string> OfSources => [.. SourceLaws.All.Select(law => law.Name)];

    public static TheoryData<string> OfProjects => [.. ProjectLaws.All.Select(law => law.Name)];

    [Theory]
    [MemberData(nameof(OfCode))]
    public void Compiled_code_keeps_the_law(string law) => Holds(CodeLaws.All, law, Product.Value);

    [Theory]
    [MemberData(nameof(OfSources))]
    public void Source_files_keep_the_law(string law) => Holds(SourceLaws.All, law, Sources.Value);

    [Theory]
    [MemberData(nameof(OfProjects))]
    public void Projects_keep_the_law(string law) => Holds(ProjectLaws.All, law, Projects.Value);

    [Fact]
    public void The_product_was_really_read()
    {
        Assert.Contains(Product.Value, type => type.FullName == "VisualSearch.Engine.Vectors.IVectorIndex");
        Assert.Contains(Product.Value, type => type.FullName == "VisualSearch.Api.Http.Problems");
        Assert.Contains(Product.Value, type => type.Name == "Program" && type.Uses.Count > 0);
        Assert.Contains(Sources.Value, file => file.Path == "VisualSearch.Engine/ProductId.cs");
        Assert.Contains(Sources.Value, file => file.Path == ".ci/run");
        Assert.Contains(Projects.Value, project => project.Name == "VisualSearch.Engine");
        Assert.DoesNotContain(Sources.Value, file => file.Path.Contains("/obj/", StringComparison.Ordinal) || file.Path.Contains("/bin/", StringComparison.Ordinal));
    }

    private static void Holds<T>(IReadOnlyList<Law<T>> laws, string name, IReadOnlyList<T> things)
    {
        Violation[] violations = [.. laws.Single(law => law.Name == name).Judge(things).Distinct()];
        Assert.True(violations.Length == 0, $"{name}, but:{Environment.NewLine}{string.Join(Environment.NewLine, violations.AsEnumerable())}");
    }
}
