using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VisualSearch.Engine.Vectors.InProcess;

namespace VisualSearch.Engine.Vectors;

public static class VectorsRegistration
{
    /// <summary>Registers what makes vector indexes. The indexes themselves belong to generations, which make them as they are needed.</summary>
    public static IServiceCollection AddVectors(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<VectorsMetrics>();
        services.TryAddSingleton<InProcessVectorIndexFactory>();
        return services;
    }
}
