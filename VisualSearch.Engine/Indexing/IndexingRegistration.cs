using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Indexing.InProcess;
using VisualSearch.Engine.Indexing.ModelChange;
using VisualSearch.Engine.Indexing.Reconciling;
using VisualSearch.Engine.Indexing.Redis;

namespace VisualSearch.Engine.Indexing;

public static class IndexingRegistration
{
    /// <summary>The index, opened before the host starts, and the signals to keep it up to date.</summary>
    public static IServiceCollection AddIndex(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IndexingOptions>().Bind(configuration.GetSection(IndexingOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        if (EngineModes.Of(configuration) == EngineMode.Distributed)
        {
            services.AddRedisQueue(configuration);
        }

        services.AddIndexSignals();
        services.TryAddSingleton<IndexWorker>();
        services.TryAddSingleton<IndexOpening>();
        if (EngineModes.Of(configuration) == EngineMode.Embedded)
        {
            services.AddHostedService<IndexStartup>();
        }

        services.TryAddSingleton<UnopenedGenerations>();
        services.AddHostedService<GenerationWatch>();
        AddOperations(services, configuration);
        return services;
    }

    /// <summary>The queue of one process unless another is registered, the state of the index, and what a host that writes needs.</summary>
    public static IServiceCollection AddIndexSignals(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIndexQueue>(provider => new InProcessIndexQueue(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IndexingMetrics>();
        services.TryAddSingleton<GenerationMetrics>();
        services.TryAddSingleton<LivingIndexes>();
        services.TryAddSingleton<IndexStatusReader>();
        services.TryAddSingleton<IndexSignals>();
        return services;
    }

    /// <summary>The loop that indexes: in embedded mode in the Api itself.</summary>
    public static IServiceCollection AddIndexingLoop(this IServiceCollection services)
    {
        services.TryAddSingleton<RestingHosts>();
        services.TryAddSingleton<OtherSpaces>();
        services.TryAddSingleton<PictureWorker>();
        services.TryAddSingleton<IndexingPipeline>();
        services.TryAddSingleton<Sweeper>();
        services.TryAddSingleton<IndexingProgress>();
        services.TryAddSingleton<IndexingHeartbeat>();
        services.TryAddSingleton<IndexingTally>();
        services.AddHostedService<IndexingTallyJob>();
        services.AddHostedService<IndexingLoop>();
        services.TryAddSingleton<KeptPictureSweep>();
        services.AddHostedService<KeptPictureJob>();
        services.AddHostedService<ReconciliationJob>();
        return services;
    }

    private static void AddOperations(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ReconciliationOptions>().Bind(configuration.GetSection(ReconciliationOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<ModelChanges>();
        services.TryAddSingleton(provider => new AnswerOverlap(
            provider.GetRequiredService<LivingIndexes>(),
            provider.GetRequiredService<IndexOpening>(),
            provider.GetRequiredService<Generations>(),
            provider.GetRequiredService<Embeddings>(),
            provider.GetRequiredService<RecentQueries>(),
            provider.GetRequiredService<ModelLibrary>()));
        services.TryAddSingleton<ReconciliationMetrics>();
        services.TryAddSingleton<Reconciliation>();
    }
}
