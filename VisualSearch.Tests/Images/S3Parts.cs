using Microsoft.Extensions.Options;
using VisualSearch.Engine.Images;

namespace VisualSearch.Tests.Images;

/// <summary>S3 as tests of single parts need it.</summary>
internal static class S3Parts
{
    /// <summary>The source of an installation without any bucket.</summary>
    public static S3Pictures Unconfigured() => new(new S3Connection(new S3Options(), TimeSpan.FromSeconds(10)), Options.Create(new ImagesOptions()), TimeProvider.System);
}
