namespace VisualSearch.Tests.Architecture.Fixtures.Engine.Vectors.Qdrant;

internal sealed class QdrantWire
{
    public Foreign.Qdrant.Client? Client { get; init; }
}
