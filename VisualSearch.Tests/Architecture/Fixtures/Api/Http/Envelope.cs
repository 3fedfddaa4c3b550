using VisualSearch.Tests.Architecture.Fixtures.Api.Search;

namespace VisualSearch.Tests.Architecture.Fixtures.Api.Http;

internal sealed class Envelope;

[Breaks(CodeLaws.ApiSlices)]
internal sealed class EnvelopeThatSearches
{
    public Finder? Finder { get; init; }
}
