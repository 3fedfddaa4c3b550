using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Images;

/// <summary>Registers decoding, fetching and the store of kept pictures.</summary>
public static class ImagesRegistration
{
    public static IServiceCollection AddImages(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ImagesOptions>().Bind(configuration.GetSection(ImagesOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ImagesOptions>, ImagesOptionsValidator>());
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new ImagesMetrics(provider.GetRequiredService<IMeterFactory>()));
        services.TryAddSingleton(provider => new PictureDecoder(
            provider.GetRequiredService<IOptions<ImagesOptions>>(), provider.GetRequiredService<ImagesMetrics>(), provider.GetRequiredService<TimeProvider>()));
        services.AddOptions<DataOptions>().Bind(configuration.GetSection(DataOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<IImageStore>(provider => new FolderImageStore(
            provider.GetRequiredService<IOptions<DataOptions>>(), provider.GetRequiredService<IHostEnvironment>()));
        services.TryAddSingleton(provider => new WebPictures(
            provider.GetRequiredService<IOptions<ImagesOptions>>(), provider.GetRequiredService<TimeProvider>(), Dns.GetHostAddressesAsync));
        services.TryAddSingleton(provider => new PictureSource(
            provider.GetRequiredService<WebPictures>(), provider.GetRequiredService<IImageStore>(), provider.GetRequiredService<ImagesMetrics>()));
        return services;
    }
}
