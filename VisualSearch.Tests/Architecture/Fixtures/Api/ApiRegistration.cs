using VisualSearch.Tests.Architecture.Fixtures.Api.Products;
using VisualSearch.Tests.Architecture.Fixtures.Api.Search;

namespace VisualSearch.Tests.Architecture.Fixtures.Api;

internal static class ApiRegistration
{
    public static object[] All() => [new Finder(), new LeansOnSearch()];
}
