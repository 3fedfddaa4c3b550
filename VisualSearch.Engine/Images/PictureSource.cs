namespace VisualSearch.Engine.Images;

/// <summary>Gets a picture's bytes from wherever its reference points: the web (guarded), our own store, S3 where configured.</summary>
public sealed class PictureSource
{
    private readonly WebPictures _web;
    private readonly IImageStore _store;
    private readonly ImagesMetrics _metrics;

    internal PictureSource(WebPictures web, IImageStore store, ImagesMetrics metrics)
    {
        _web = web;
        _store = store;
        _metrics = metrics;
    }

    /// <param name="etag">Of an earlier fetch; an unchanged picture then comes back as <see cref="FetchedPicture.NotModified"/>.</param>
    public Task<PictureResult<FetchedPicture>> FetchAsync(ImageReference reference, string? etag, CancellationToken cancellationToken) => reference switch
    {
        ImageReference.Web web => FromWebAsync(web, etag, cancellationToken),
        ImageReference.Kept kept => FromStoreAsync(kept, cancellationToken),
        _ => Task.FromResult<PictureResult<FetchedPicture>>(new PictureFailure(PictureProblem.NotConfigured, "Pictures in S3 cannot be read: this installation has no S3 source configured.")),
    };

    private async Task<PictureResult<FetchedPicture>> FromWebAsync(ImageReference.Web web, string? etag, CancellationToken cancellationToken)
    {
        PictureResult<FetchedPicture> fetched = await _web.FetchAsync(web, etag, cancellationToken).ConfigureAwait(false);
        _metrics.PictureFetched(fetched.Failure);
        return fetched;
    }

    // A kept picture never changes under its key, so there is no ETag to compare.
    private async Task<PictureResult<FetchedPicture>> FromStoreAsync(ImageReference.Kept kept, CancellationToken cancellationToken)
    {
        byte[]? content = await _store.ReadAsync(kept.Key, cancellationToken).ConfigureAwait(false);
        return content is null ? new PictureFailure(PictureProblem.Unreachable, "The kept picture is gone.") : new FetchedPicture(content, null, NotModified: false);
    }
}

/// <param name="Content">Empty when not modified.</param>
public sealed record FetchedPicture(ReadOnlyMemory<byte> Content, string? ETag, bool NotModified);
