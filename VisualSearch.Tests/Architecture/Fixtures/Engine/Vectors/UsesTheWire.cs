using VisualSearch.Tests.Architecture.Fixtures.Engine.Vectors.Qdrant;

namespace VisualSearch.Tests.Architecture.Fixtures.Engine.Vectors;

[Breaks(CodeLaws.ModeParts)]
internal sealed class UsesTheWire
{
    public QdrantWire? Wire { get; init; }
}

internal static class VectorsRegistration
{
    public static object Add() => new QdrantWire();
}
