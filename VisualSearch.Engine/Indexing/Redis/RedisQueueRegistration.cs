using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace VisualSearch.Engine.Indexing.Redis;

/// <summary>Registers the queue of the distributed mode.</summary>
public static class RedisQueueRegistration
{
    /// <summary>The queue in the Redis that <c>ConnectionStrings:redis</c> names. Nothing is connected here: a server that is away at the start is found later.</summary>
    /// <exception cref="EngineModeException">The connection string cannot be read.</exception>
    public static IServiceCollection AddRedisQueue(this IServiceCollection services, IConfiguration configuration)
    {
        ConfigurationOptions connection = RedisConnection.Read(configuration.GetConnectionString("redis") ?? string.Empty);
        services.AddOptions<RedisOptions>().Bind(configuration.GetSection(RedisOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new RedisConnection(connection, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RedisConnection>>()));
        services.TryAddSingleton<IndexWorker>();
        services.TryAddSingleton(provider => new RedisQueueMetrics(provider.GetRequiredService<IMeterFactory>()));
        services.TryAddSingleton<IIndexQueue>(provider => new RedisIndexQueue(
            provider.GetRequiredService<RedisConnection>(),
            provider.GetRequiredService<IndexWorker>(),
            provider.GetRequiredService<RedisQueueMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<RedisOptions>>(),
            provider.GetRequiredService<ILogger<RedisIndexQueue>>()));
        return services;
    }
}
