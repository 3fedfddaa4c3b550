using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Images;

/// <summary>Registers decoding, fetching and the store of kept pictures.</summary>
public static class ImagesRegistration
{
    /// <exception cref="EngineModeException">The connection strings ask for a mode that cannot be had.</exception>
    public static IServiceCollection AddImages(this IServiceCollection services, IConfiguration configuration) => services.AddImages(configuration, EngineModes.Of(configuration));

    /// <param name="mode">Decides where pictures are kept, whatever the connection strings say.</param>
    public static IServiceCollection AddImages(this IServiceCollection services, IConfiguration configuration, EngineMode mode)
    {
        services.AddOptions<ImagesOptions>().Bind(configuration.GetSection(ImagesOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ImagesOptions>, ImagesOptionsValidator>());
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new ImagesMetrics(provider.GetRequiredService<IMeterFactory>()));
        services.TryAddSingleton(provider => new PictureDecoder(
            provider.GetRequiredService<IOptions<ImagesOptions>>(), provider.GetRequiredService<ImagesMetrics>(), provider.GetRequiredService<TimeProvider>()));
        services.AddOptions<DataOptions>().Bind(configuration.GetSection(DataOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddS3(configuration, mode);
        services.TryAddSingleton(provider => new WebPictures(
            provider.GetRequiredService<IOptions<ImagesOptions>>(), provider.GetRequiredService<TimeProvider>(), Dns.GetHostAddressesAsync));
        services.TryAddSingleton(provider => new PictureSource(
            provider.GetRequiredService<WebPictures>(), provider.GetRequiredService<S3Pictures>(), provider.GetRequiredService<IImageStore>(), provider.GetRequiredService<ImagesMetrics>()));
        services.AddLogging();
        services.TryAddSingleton(provider => new ThumbnailCache(
            Path.GetFullPath(Path.Combine(provider.GetRequiredService<IHostEnvironment>().ContentRootPath, provider.GetRequiredService<IOptions<DataOptions>>().Value.Directory, "thumbnails")),
            provider.GetRequiredService<IOptions<ImagesOptions>>().Value.ThumbnailCacheMegabytes * 1_048_576L,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ThumbnailCache>>()));
        services.TryAddSingleton(provider => new Thumbnails(
            provider.GetRequiredService<PictureSource>(),
            provider.GetRequiredService<PictureDecoder>(),
            provider.GetRequiredService<ThumbnailCache>(),
            provider.GetRequiredService<ImagesMetrics>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
