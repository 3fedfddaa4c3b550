using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VisualSearch.Engine.Vectors.InProcess;

namespace VisualSearch.Engine.Vectors;

public static class VectorsRegistration
{
    /// <summary>Registers the store of the mode: this process's memory, or Qdrant when there is the connection string <c>qdrant_http</c>. Collections belong to generations, which open them.</summary>
    /// <exception cref="EngineModeException">The connection string cannot be read.</exception>
    public static IServiceCollection AddVectors(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<VectorsMetrics>();
        services.TryAddSingleton<IVectorStore, InProcessVectorStore>();
        return services;
    }
}
