using System.Reflection;

namespace VisualSearch.Tests.Contracts;

/// <summary>A contract suite without an implementation to run against proves nothing, silently; this says so.</summary>
public sealed class ContractSuiteTests
{
    [Fact]
    public void Every_contract_suite_runs_against_an_implementation()
    {
        Type[] types = Assembly.GetExecutingAssembly().GetTypes();

        Assert.Contains(typeof(VectorIndexContract), Suites(types));
        Assert.Empty(Orphans(types));
    }

    [Fact]
    public void A_suite_without_a_subclass_is_noticed()
    {
        Type[] types = [.. Assembly.GetExecutingAssembly().GetTypes().Where(type => !type.IsSubclassOf(typeof(VectorIndexContract)))];

        Assert.Equal([typeof(VectorIndexContract)], Orphans(types));
    }

    private static IEnumerable<Type> Suites(Type[] types) =>
        types.Where(type => type is { IsAbstract: true, IsSealed: false } && type.Name.EndsWith("Contract", StringComparison.Ordinal) && type.Namespace == typeof(ContractSuiteTests).Namespace);

    private static IEnumerable<Type> Orphans(Type[] types) =>
        Suites(types).Where(suite => !types.Any(type => type is { IsAbstract: false, IsPublic: true } && type.IsSubclassOf(suite)));
}
