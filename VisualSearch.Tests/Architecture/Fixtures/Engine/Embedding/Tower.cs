using VisualSearch.Tests.Architecture.Fixtures.Engine.Catalogue;
using VisualSearch.Tests.Architecture.Fixtures.Engine.Images;

namespace VisualSearch.Tests.Architecture.Fixtures.Engine.Embedding;

/// <summary>An arrow that exists, and the library that lives here.</summary>
internal sealed class Tower
{
    public Lens? Lens { get; init; }

    public Microsoft.ML.OnnxRuntime.SessionOptions? Options { get; init; }
}

[Breaks(CodeLaws.EngineFolders)]
internal sealed class TowerOnAShelf
{
    public Shelf? Place { get; init; }
}
