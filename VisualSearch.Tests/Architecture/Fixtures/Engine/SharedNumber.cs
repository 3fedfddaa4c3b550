using VisualSearch.Tests.Architecture.Fixtures.Engine.Catalogue;

namespace VisualSearch.Tests.Architecture.Fixtures.Engine;

internal sealed class SharedNumber;

[Breaks(CodeLaws.EngineRoot)]
internal sealed class SharedButKnowing
{
    public Shelf? Place { get; init; }
}
