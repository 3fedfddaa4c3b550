using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace VisualSearch.AppHost;

/// <summary>
/// A second Compose file that gives the Indexer a GPU, since Aspire's model of Compose cannot say so. A file of its own, so that the first works on hosts without one:
/// <c>docker compose -f docker-compose.yaml -f docker-compose.gpu.yaml up</c>.
/// </summary>
internal static class GpuOverride
{
    public const string FileName = "docker-compose.gpu.yaml";

    /// <summary>The image has CUDA and carries its own .NET, so its probe is the program itself.</summary>
    private static readonly string Text = $$"""
        services:
          indexer:
            image: "${INDEXER_GPU_IMAGE:-visualsearch-indexer:{{ProductVersion.Text}}-cuda}"
            environment:
              Embedding__Device: "cuda"
            healthcheck:
              test: ["CMD", "/app/VisualSearch.Indexer", "probe", "http://127.0.0.1:8001/health"]
            deploy:
              resources:
                limits:
                  memory: "${INDEXER_MEMORY:-8g}"
                reservations:
                  devices:
                    - driver: nvidia
                      count: 1
                      capabilities: [gpu]

        """;

    public static void Add(IDistributedApplicationBuilder builder) => builder.Pipeline.AddStep(
        "gpu-override",
        async context =>
        {
            string folder = context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, FileName), Text);
        },
        dependsOn: "publish-compose",
        requiredBy: WellKnownPipelineSteps.Publish);
}
