using VisualSearch.Tests.Architecture.Fixtures.Engine.Catalogue;
using VisualSearch.Tests.Architecture.Fixtures.Engine.Images;
using VisualSearch.Tests.Architecture.Fixtures.Engine.Vectors.Qdrant;

namespace VisualSearch.Tests.Architecture.Fixtures.Engine;

internal static class EverythingRegistration
{
    public static object[] All() => [new Shelf(), new Lens(), new QdrantWire()];
}
