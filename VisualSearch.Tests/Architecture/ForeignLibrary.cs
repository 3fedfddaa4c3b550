namespace VisualSearch.Tests.Architecture;

/// <summary>A library of others and the one place of ours that may speak to it.</summary>
/// <param name="Assemblies">Names of assemblies, and beginnings of names up to a dot: extension methods often live in a namespace that is not the library's.</param>
/// <param name="Namespaces">The library's own namespaces, for a use through an assembly of another name.</param>
internal sealed record ForeignLibrary(string Name, string Place, string[] Assemblies, string[] Namespaces)
{
    public static IReadOnlyList<ForeignLibrary> All { get; } =
    [
        new("ONNX Runtime", "VisualSearch.Engine.Embedding", ["Microsoft.ML.OnnxRuntime"], ["Microsoft.ML.OnnxRuntime"]),
        new("Microsoft.ML.Tokenizers", "VisualSearch.Engine.Embedding", ["Microsoft.ML.Tokenizers"], ["Microsoft.ML.Tokenizers"]),
        new("NetVips", "VisualSearch.Engine.Images", ["NetVips"], ["NetVips"]),
        new("AWSSDK", "VisualSearch.Engine.Images", ["AWSSDK"], ["Amazon"]),
        new("EF Core", "VisualSearch.Engine.Catalogue", ["Microsoft.EntityFrameworkCore"], ["Microsoft.EntityFrameworkCore"]),
        new("SQLite", "VisualSearch.Engine.Catalogue", ["Microsoft.Data.Sqlite", "SQLitePCLRaw"], ["Microsoft.Data.Sqlite", "SQLitePCL"]),
        new("Npgsql", "VisualSearch.Engine.Catalogue", ["Npgsql"], ["Npgsql"]),
        new("StackExchange.Redis", "VisualSearch.Engine.Indexing.Redis", ["StackExchange.Redis"], ["StackExchange.Redis"]),
        new("Qdrant", "VisualSearch.Engine.Vectors.Qdrant", ["Qdrant"], ["Qdrant"]),
    ];

    public string Law => $"{Name} is used in {Place} alone";

    public bool Owns(CodeUse use) =>
        Assemblies.Any(name => CodeType.IsWithin(use.Assembly, name)) || Namespaces.Any(name => CodeType.IsWithin(use.Namespace, name));
}
