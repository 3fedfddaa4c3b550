using VisualSearch.Tests.Architecture.Fixtures.Engine.Catalogue;
using VisualSearch.Tests.Architecture.Fixtures.Engine.Embedding;
using VisualSearch.Tests.Architecture.Fixtures.Engine.Images;
using VisualSearch.Tests.Architecture.Fixtures.Engine.Vectors;

namespace VisualSearch.Tests.Architecture.Fixtures.Engine.Indexing;

/// <summary>May know every folder.</summary>
internal sealed class Pipeline
{
    public Shelf? Place { get; init; }

    public Lens? Lens { get; init; }

    public Tower? Tower { get; init; }

    public Innocent? Index { get; init; }
}
