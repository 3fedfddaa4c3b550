using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Catalogue.Events;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Registers the catalogue. The host awaits <see cref="CatalogueStartup.PrepareAsync"/> before it starts.</summary>
public static class CatalogueRegistration
{
    public static IServiceCollection AddCatalogue(this IServiceCollection services, IConfiguration configuration)
    {
        AddOptions<DataOptions>(services, configuration, DataOptions.Section);
        AddOptions<CatalogueOptions>(services, configuration, CatalogueOptions.Section);
        AddOptions<RetentionOptions>(services, configuration, RetentionOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddMetrics();
        AddDatabase(services);
        AddOperations(services);
        AddUpkeep(services);
        return services;
    }

    private static void AddOptions<T>(IServiceCollection services, IConfiguration configuration, string section)
        where T : class => services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();

    private static void AddDatabase(IServiceCollection services)
    {
        services.TryAddSingleton(s => new DataDirectory(s.GetRequiredService<IOptions<DataOptions>>(), s.GetRequiredService<IHostEnvironment>()));
        services.TryAddSingleton(s => new CatalogueMetrics(s.GetRequiredService<IMeterFactory>()));
        services.TryAddSingleton(s => new CatalogueDatabase(
            s.GetRequiredService<DataDirectory>(),
            s.GetRequiredService<IOptions<CatalogueOptions>>(),
            s.GetRequiredService<CatalogueMetrics>(),
            s.GetRequiredService<ILoggerFactory>()));
        services.TryAddSingleton(s => new CatalogueStartup(
            s.GetRequiredService<DataDirectory>(),
            s.GetRequiredService<CatalogueDatabase>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<CatalogueStartup>>()));
    }

    private static void AddOperations(IServiceCollection services)
    {
        services.TryAddSingleton(s => new ProductWrites(s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new ProductEvents(s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new EventInbox(s.GetRequiredService<CatalogueDatabase>()));
        services.TryAddSingleton(s => new ProductReads(s.GetRequiredService<CatalogueDatabase>()));
        services.TryAddSingleton(s => new ProductFacets(s.GetRequiredService<CatalogueDatabase>()));
        services.TryAddSingleton(s => new Suggestions(s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new CatalogueExport(s.GetRequiredService<CatalogueDatabase>()));
        services.TryAddSingleton(s => new ReindexMarks(s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new LexicalSearch(s.GetRequiredService<CatalogueDatabase>()));
        services.TryAddSingleton(s => new Generations(s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new IndexOutbox(s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new Embeddings(s.GetRequiredService<CatalogueDatabase>()));
        services.TryAddSingleton(s => new SearchLog(
            s.GetRequiredService<CatalogueDatabase>(),
            s.GetRequiredService<CatalogueMetrics>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<IOptions<CatalogueOptions>>()));
        services.TryAddSingleton<Retention>();
        services.AddHostedService<SearchLogWriter>();
        services.AddHostedService<RetentionJob>();
    }

    private static void AddUpkeep(IServiceCollection services)
    {
        services.TryAddSingleton(s => new CatalogueUpkeep(s.GetRequiredService<DataDirectory>(), s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new CatalogueBackup(s.GetRequiredService<DataDirectory>(), s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new CatalogueRestore(s.GetRequiredService<DataDirectory>(), s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
    }
}
