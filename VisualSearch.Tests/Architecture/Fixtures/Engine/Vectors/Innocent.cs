namespace VisualSearch.Tests.Architecture.Fixtures.Engine.Vectors;

/// <summary>Uses what all of the Engine shares, and a name that only looks like a folder's.</summary>
internal sealed class Innocent
{
    public SharedNumber? Number { get; init; }

    public static string CatalogueOf(string text) => text;
}
