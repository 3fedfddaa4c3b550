namespace VisualSearch.Tests.Support;

/// <summary>Pictures of the demo shop that ships with the product.</summary>
internal static class SampleShop
{
    public static byte[] Picture(string name) => File.ReadAllBytes(Repository.PathOf("samples", "sample-shop", "images", name + ".webp"));

    public static byte[] Query(string name) => File.ReadAllBytes(Repository.PathOf("samples", "sample-shop", "queries", name + ".jpg"));

    /// <summary>Names of all pictures, sorted.</summary>
    public static IReadOnlyList<string> Pictures { get; } =
        [.. Directory.GetFiles(Repository.PathOf("samples", "sample-shop", "images"), "*.webp").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];
}
