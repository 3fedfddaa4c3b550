using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Vectors.InProcess;
using VisualSearch.Engine.Vectors.Qdrant;

namespace VisualSearch.Engine.Vectors;

public static class VectorsRegistration
{
    /// <summary>Registers the store of the mode: this process's memory, or Qdrant. Collections belong to generations, which open them.</summary>
    /// <exception cref="EngineModeException">The mode needs a connection string that is missing or cannot be read.</exception>
    public static IServiceCollection AddVectors(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<VectorsMetrics>();
        if (EngineModes.Of(configuration) == EngineMode.Embedded)
        {
            services.TryAddSingleton<IVectorStore, InProcessVectorStore>();
            return services;
        }

        QdrantConnection connection = QdrantConnection.Parse(configuration.GetConnectionString("qdrant_http") ?? string.Empty);
        services.AddOptions<QdrantOptions>().Bind(configuration.GetSection(QdrantOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        // Its connections end by their own age; and the platform's log of requests would say less than ours, and headers with it.
        services.AddHttpClient(QdrantClient.Handler)
            .ConfigurePrimaryHttpMessageHandler(provider => QdrantClient.MakeHandler(provider.GetRequiredService<IOptions<QdrantOptions>>().Value))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services.TryAddSingleton<IVectorStore>(provider => new QdrantVectorStore(
            connection, provider.GetRequiredService<IOptions<QdrantOptions>>(), provider.GetRequiredService<IHttpMessageHandlerFactory>(), provider.GetRequiredService<VectorsMetrics>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
