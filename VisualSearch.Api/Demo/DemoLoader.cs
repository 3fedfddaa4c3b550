using Microsoft.Extensions.Options;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Api.Demo;

/// <summary>
/// Puts the demo shop into the catalogue through the same doors as any client: picture store, product writes, index signals. Each product is there wholly or not
/// at all, and one that is there is passed over, so a load may be cut off anywhere and begun again.
/// </summary>
internal sealed partial class DemoLoader(
    DemoShop shop,
    DemoMarker marker,
    ProductReads reads,
    ProductWrites writes,
    IImageStore store,
    IndexSignals signals,
    IOptions<DemoOptions> options,
    IHostEnvironment environment,
    TimeProvider time,
    ILogger<DemoLoader> logger)
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(1);

    /// <summary>Loads what is missing where the options and the state of the catalogue ask for it; returns how many products were created.</summary>
    /// <exception cref="CatalogueUnavailableException">Begin again later.</exception>
    /// <exception cref="IOException">The shop's files, the data folder or the picture store fail.</exception>
    /// <exception cref="InvalidDataException">The shop's catalogue is damaged.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!await IsWantedAsync(cancellationToken))
        {
            return 0;
        }

        IReadOnlyList<DemoProduct> products = await shop.ReadProductsAsync(cancellationToken);
        marker.Set();
        int created = 0;
        long began = time.GetTimestamp();
        long spoke = began;
        foreach ((int index, DemoProduct product) in products.Index())
        {
            created += await AddAsync(product, cancellationToken) ? 1 : 0;
            if (time.GetElapsedTime(spoke) >= ProgressEvery)
            {
                spoke = time.GetTimestamp();
                Log.WentOn(logger, index + 1, products.Count);
            }
        }

        marker.Clear();
        Log.Loaded(logger, created, products.Count - created, time.GetElapsedTime(began).TotalSeconds);
        return created;
    }

    private async Task<bool> IsWantedAsync(CancellationToken cancellationToken) => options.Value.Load switch
    {
        DemoLoad.True => true,
        DemoLoad.Auto => environment.IsDevelopment() && store is not MissingImageStore && (marker.IsThere || await reads.CountAsync(cancellationToken) == 0),
        _ => false,
    };

    private async Task<bool> AddAsync(DemoProduct product, CancellationToken cancellationToken)
    {
        if (await reads.FindAsync(ProductKey.OfExternal(product.ExternalId), cancellationToken) is not null)
        {
            return false;
        }

        string[] pictures = [];
        if (product.Image is { } image)
        {
            byte[] content = await shop.ReadPictureAsync(image, cancellationToken);
            pictures = [new ImageReference.Kept(await store.SaveAsync(content, cancellationToken)).ToString()];
        }

        WriteResult result = await writes.CreateAsync(product.ToDetails(), pictures, cancellationToken);
        if (result.Product is not { } added)
        {
            // Someone else was faster; theirs stays.
            return false;
        }

        await signals.WakeAsync(added.Id, added.Version, cancellationToken);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Loading the demo shop: {Done} of {Total} products")]
        public static partial void WentOn(ILogger logger, int done, int total);

        [LoggerMessage(2, LogLevel.Information, "Loaded the demo shop: {Created} products created, {Present} were there, in {Seconds:0.0} s")]
        public static partial void Loaded(ILogger logger, int created, int present, double seconds);
    }
}
