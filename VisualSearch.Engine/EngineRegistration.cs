using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Intake;
using VisualSearch.Engine.Search;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine;

/// <summary>Everything the Engine knows how to do; a host decides when.</summary>
public static class EngineRegistration
{
    /// <summary>Whether this says that the Engine cannot start for a reason its operator can mend; the message names it.</summary>
    public static bool IsRefusal(Exception exception) => exception
        is EngineModeException or DataDirectoryInUseException or CatalogueUnavailableException or ModelUnavailableException or VectorStoreRefusedException;

    /// <exception cref="EngineModeException">The connection strings ask for a mode that cannot be had.</exception>
    public static IServiceCollection AddEngine(this IServiceCollection services, IConfiguration configuration)
    {
        return services
            .AddImages(configuration)
            .AddEmbedding(configuration)
            .AddCatalogue(configuration)
            .AddIntake()
            .AddVectors(configuration)
            .AddIndex(configuration)
            .AddProductSearch();
    }
}
