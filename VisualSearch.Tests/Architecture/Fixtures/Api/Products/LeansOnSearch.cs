using VisualSearch.Tests.Architecture.Fixtures.Api.Search;

namespace VisualSearch.Tests.Architecture.Fixtures.Api.Products;

[Breaks(CodeLaws.ApiSlices)]
internal sealed class LeansOnSearch
{
    public static object Make() => new Finder();
}
