using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Catalogue.Events;
using VisualSearch.Engine.Catalogue.Postgres;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Registers the catalogue. The host awaits <see cref="CatalogueStartup.PrepareAsync"/> before it starts.</summary>
public static class CatalogueRegistration
{
    /// <exception cref="EngineModeException">The connection strings ask for a mode that cannot be had.</exception>
    public static IServiceCollection AddCatalogue(this IServiceCollection services, IConfiguration configuration) => services.AddCatalogue(configuration, EngineModes.Of(configuration));

    /// <summary>For what needs the catalogue alone: the mode is given, and of the connection strings only <c>catalog</c> is looked at.</summary>
    /// <exception cref="EngineModeException">The connection string cannot be read.</exception>
    public static IServiceCollection AddCatalogue(this IServiceCollection services, IConfiguration configuration, EngineMode mode)
    {
        AddOptions<DataOptions>(services, configuration, DataOptions.Section);
        AddOptions<CatalogueOptions>(services, configuration, CatalogueOptions.Section);
        AddOptions<RetentionOptions>(services, configuration, RetentionOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddMetrics();
        AddDatabase(services, mode == EngineMode.Distributed ? configuration.GetConnectionString("catalog") ?? string.Empty : null);
        AddOperations(services);
        AddUpkeep(services);
        return services;
    }

    private static void AddOptions<T>(IServiceCollection services, IConfiguration configuration, string section)
        where T : class => services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();

    /// <param name="postgres">A connection string; null for the file of the data directory.</param>
    private static void AddDatabase(IServiceCollection services, string? postgres)
    {
        if (postgres is not null)
        {
            PostgresDatabase.RefuseUnreadable(postgres);
        }

        services.TryAddSingleton(s => new DataDirectory(s.GetRequiredService<IOptions<DataOptions>>(), s.GetRequiredService<IHostEnvironment>()));
        services.TryAddSingleton(s => new CatalogueMetrics(s.GetRequiredService<IMeterFactory>()));
        services.TryAddSingleton<CatalogueDatabase>(s =>
        {
            IOptions<CatalogueOptions> options = s.GetRequiredService<IOptions<CatalogueOptions>>();
            CatalogueMetrics metrics = s.GetRequiredService<CatalogueMetrics>();
            ILoggerFactory loggers = s.GetRequiredService<ILoggerFactory>();
            return postgres is null ? new SqliteDatabase(s.GetRequiredService<DataDirectory>(), options, metrics, loggers) : new PostgresDatabase(postgres, options, metrics, loggers);
        });
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
        services.TryAddSingleton(s => new GenerationChanges(s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new RecentQueries(s.GetRequiredService<CatalogueDatabase>()));
        services.TryAddSingleton(s => new ExpectedVectors(s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new JobLocks(s.GetRequiredService<CatalogueDatabase>()));
        services.TryAddSingleton(s => new IndexOutbox(s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new Embeddings(s.GetRequiredService<CatalogueDatabase>()));
        services.TryAddSingleton(s => new SearchLog(
            s.GetRequiredService<CatalogueDatabase>(),
            s.GetRequiredService<CatalogueMetrics>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<IOptions<CatalogueOptions>>()));
        AddFigures(services);
        services.TryAddSingleton<Retention>();
        services.AddHostedService<SearchLogWriter>();
        services.AddHostedService<RetentionJob>();
    }

    /// <summary>What operators look at.</summary>
    private static void AddFigures(IServiceCollection services)
    {
        services.TryAddSingleton(s => new IndexCounts(s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new FailedPictures(s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new IndexingHistory(s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new SearchAnalytics(s.GetRequiredService<CatalogueDatabase>()));
    }

    private static void AddUpkeep(IServiceCollection services)
    {
        services.TryAddSingleton(s => new CatalogueUpkeep(s.GetRequiredService<DataDirectory>(), s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new CatalogueBackup(s.GetRequiredService<DataDirectory>(), s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(s => new CatalogueRestore(s.GetRequiredService<DataDirectory>(), s.GetRequiredService<CatalogueDatabase>(), s.GetRequiredService<TimeProvider>()));
    }
}
