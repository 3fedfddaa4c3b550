using VisualSearch.Tests.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace VisualSearch.Tests.Support;

/// <summary>Begins with the classes that take longest, so that in the end none of them runs alone. The order decides nothing else.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <summary>Parts of names: what waits for processes, then what waits for the demo shop to be embedded.</summary>
    private static readonly string[] Long = [".Journeys.", ".Search.SearchQuality", ".Web.Browser.", ".Search.", ".Cli."];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(RankOf)];

    private static int RankOf<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        int found = Array.FindIndex(Long, part => collection.TestCollectionDisplayName.Contains(part, StringComparison.Ordinal));
        return found < 0 ? Long.Length : found;
    }
}
