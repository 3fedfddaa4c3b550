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
    /// <exception cref="EngineModeException">The connection strings ask for a mode that cannot be had.</exception>
    public static IServiceCollection AddEngine(this IServiceCollection services, IConfiguration configuration)
    {
        if (EngineModes.Of(configuration) == EngineMode.Distributed)
        {
            throw new EngineModeException("This version runs in the embedded mode only: remove the connection strings catalog, redis and qdrant_http.");
        }

        return services
            .AddImages(configuration)
            .AddEmbedding(configuration)
            .AddCatalogue(configuration)
            .AddIntake()
            .AddVectors()
            .AddIndex(configuration)
            .AddProductSearch();
    }
}
