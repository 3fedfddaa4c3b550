using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace VisualSearch.Engine.Search;

public static class SearchRegistration
{
    public static IServiceCollection AddProductSearch(this IServiceCollection services)
    {
        services.TryAddSingleton<ProductSearch>();
        return services;
    }
}
