using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Images;

namespace VisualSearch.Tests.Images;

/// <summary>The parts of Images, put together for a test.</summary>
internal static class ImagesParts
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public static ImagesMetrics Metrics { get; } = new(Services.GetRequiredService<IMeterFactory>());

    public static PictureDecoder Decoder(Action<ImagesOptions>? configure = null)
    {
        ImagesOptions options = new();
        configure?.Invoke(options);
        return new PictureDecoder(Options.Create(options), Metrics, TimeProvider.System);
    }
}
