using VisualSearch.Tests.Architecture.Fixtures.Api.Http;
using VisualSearch.Tests.Architecture.Fixtures.Engine.Catalogue;

namespace VisualSearch.Tests.Architecture.Fixtures.Api.Search;

/// <summary>A slice may use Http, the Engine and itself.</summary>
internal sealed class Finder
{
    public Envelope? Envelope { get; init; }

    public Shelf? Place { get; init; }

    public Finder? Next { get; init; }
}
