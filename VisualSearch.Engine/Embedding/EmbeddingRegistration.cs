using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Embedding.Downloads;
using VisualSearch.Engine.Embedding.Towers;

namespace VisualSearch.Engine.Embedding;

/// <summary>Registers this folder.</summary>
public static class EmbeddingRegistration
{
    /// <summary>The device setting of the system this one replaces: <c>cpu</c>, <c>cuda</c>, <c>cuda:0</c> or <c>auto</c>.</summary>
    private const string ClipDevice = "CLIP_DEVICE";

    /// <summary>Adds <see cref="ModelLibrary"/>, <see cref="ModelDownloads"/> and <see cref="EmbeddingMetrics"/>, with the sections <c>Models</c> and <c>Embedding</c>.</summary>
    public static IServiceCollection AddEmbedding(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddMetrics();
        services.AddOptions<ModelsOptions>()
            .Bind(configuration.GetSection(ModelsOptions.Section))
            .PostConfigure<IServiceProvider>((options, provider) => options.Directory = FromContentRoot(options.Directory, provider.GetService<IHostEnvironment>()))
            .ValidateOnStart();
        services.AddOptions<EmbeddingOptions>()
            .Bind(configuration.GetSection(EmbeddingOptions.Section))
            .Configure(options => ReadClipDevice(options, configuration))
            .ValidateDataAnnotations()
            .Validate(options => Enum.IsDefined(options.Device), $"{EmbeddingOptions.Section}:Device must be auto, cpu or cuda, and {ClipDevice} as well")
            .Validate(
                options => options.Device != EmbeddingDevice.Cuda || SessionPlan.CudaIsBuiltIn,
                $"{EmbeddingOptions.Section}:Device (or {ClipDevice}) is cuda, and this build has ONNX Runtime for the CPU alone: build it with -p:OnnxRuntimePackage=Microsoft.ML.OnnxRuntime.Gpu, or set auto.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EmbeddingMetrics>();
        services.TryAddSingleton<ModelLibrary>();
        AddDownloads(services);
        return services;
    }

    private static void AddDownloads(IServiceCollection services)
    {
        // Redirects are followed by hand, so that one from https to http can be refused in words; the proxy is the system's.
        services.AddHttpClient(ModelDownloads.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(30) });
        services.TryAddSingleton(new DownloadRules());
        services.TryAddSingleton(provider => new ModelDownloads(
            new ModelShelf(provider.GetRequiredService<IOptions<ModelsOptions>>().Value.Directory),
            provider.GetRequiredService<IHttpClientFactory>(),
            provider.GetRequiredService<DownloadRules>(),
            provider.GetRequiredService<TimeProvider>()));
    }

    private static string? FromContentRoot(string? directory, IHostEnvironment? environment) =>
        string.IsNullOrWhiteSpace(directory) ? null : Path.GetFullPath(directory, environment?.ContentRootPath ?? Environment.CurrentDirectory);

    private static void ReadClipDevice(EmbeddingOptions options, IConfiguration configuration)
    {
        string? device = configuration[ClipDevice];
        if (string.IsNullOrWhiteSpace(device) || configuration[$"{EmbeddingOptions.Section}:{nameof(EmbeddingOptions.Device)}"] is not null)
        {
            return;
        }

        // An index such as cuda:0 named one of several cards; there is one here.
        string kind = device.Split(':')[0].Trim();
        options.Device = Enum.TryParse(kind, ignoreCase: true, out EmbeddingDevice parsed) ? parsed : (EmbeddingDevice)(-1);
    }
}
