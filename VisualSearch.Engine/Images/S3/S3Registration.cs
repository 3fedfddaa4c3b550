using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Images;

/// <summary>Registers S3 and, by mode and settings, the place of kept pictures.</summary>
internal static class S3Registration
{
    public static IServiceCollection AddS3(this IServiceCollection services, IConfiguration configuration, EngineMode mode)
    {
        services.AddOptions<S3Options>().Bind(configuration.GetSection(S3Options.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<S3Options>, S3OptionsValidator>());
        services.TryAddSingleton(provider => new S3Connection(
            provider.GetRequiredService<IOptions<S3Options>>().Value, provider.GetRequiredService<IOptions<ImagesOptions>>().Value.FetchTimeout));
        services.TryAddSingleton(provider => new S3Pictures(
            provider.GetRequiredService<S3Connection>(), provider.GetRequiredService<IOptions<ImagesOptions>>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new S3Addresses(
            provider.GetRequiredService<S3Connection>(), provider.GetRequiredService<IImageStore>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => Store(mode, provider));
        return services;
    }

    private static IImageStore Store(EngineMode mode, IServiceProvider provider)
    {
        bool distributed = mode == EngineMode.Distributed;
        if (distributed && provider.GetRequiredService<IOptions<S3Options>>().Value.Bucket is not null)
        {
            return new S3ImageStore(provider.GetRequiredService<S3Connection>(), provider.GetRequiredService<TimeProvider>());
        }

        return distributed && !provider.GetRequiredService<IOptions<ImagesOptions>>().Value.SharedFolder
            ? new MissingImageStore()
            : new FolderImageStore(provider.GetRequiredService<IOptions<DataOptions>>(), provider.GetRequiredService<IHostEnvironment>(), provider.GetRequiredService<TimeProvider>());
    }
}
