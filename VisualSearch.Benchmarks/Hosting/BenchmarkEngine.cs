using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Images;

namespace VisualSearch.Benchmarks.Hosting;

/// <summary>The Engine's catalogue, models and pictures over a data folder, in this process; hosted services are not started.</summary>
internal static class BenchmarkEngine
{
    public static IHost Open(string root, Dictionary<string, string?> settings)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = root });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddLogging();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddImages(builder.Configuration);
        builder.Services.AddEmbedding(builder.Configuration);
        builder.Services.AddCatalogue(builder.Configuration);
        return builder.Build();
    }
}
