namespace VisualSearch.Engine.Images;

/// <summary>Gets a picture's bytes from wherever its reference points: the web (guarded), our own store, S3 where configured.</summary>
public sealed class PictureSource
{
    private readonly WebPictures _web;
    private readonly S3Pictures _s3;
    private readonly IImageStore _store;
    private readonly ImagesMetrics _metrics;

    internal PictureSource(WebPictures web, S3Pictures s3, IImageStore store, ImagesMetrics metrics)
    {
        _web = web;
        _s3 = s3;
        _store = store;
        _metrics = metrics;
    }

    /// <summary>Whose answer getting the picture waits for: a host of the web, a bucket; null for a file of this machine.</summary>
    internal string? ServerOf(ImageReference reference) => reference switch
    {
        ImageReference.Web web => web.Address.Authority,
        ImageReference.S3 s3 => $"s3://{s3.Bucket}",
        ImageReference.Kept when _store is S3ImageStore => "s3 of kept pictures",
        _ => null,
    };

    /// <param name="etag">Of an earlier fetch; an unchanged picture then comes back as <see cref="FetchedPicture.NotModified"/>.</param>
    public Task<PictureResult<FetchedPicture>> FetchAsync(ImageReference reference, string? etag, CancellationToken cancellationToken) => reference switch
    {
        ImageReference.Web web => CountedAsync(_web.FetchAsync(web, etag, cancellationToken)),
        ImageReference.S3 s3 => CountedAsync(_s3.FetchAsync(s3, etag, cancellationToken)),
        ImageReference.Kept kept => FromStoreAsync(kept, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(reference), reference, null),
    };

    private async Task<PictureResult<FetchedPicture>> CountedAsync(Task<PictureResult<FetchedPicture>> fetching)
    {
        PictureResult<FetchedPicture> fetched = await fetching.ConfigureAwait(false);
        _metrics.PictureFetched(fetched.Failure);
        return fetched;
    }

    // A kept picture never changes under its key, so there is no ETag to compare.
    private async Task<PictureResult<FetchedPicture>> FromStoreAsync(ImageReference.Kept kept, CancellationToken cancellationToken)
    {
        byte[]? content;
        try
        {
            content = await _store.ReadAsync(kept.Key, cancellationToken).ConfigureAwait(false);
        }
        catch (S3UnavailableException)
        {
            return new PictureFailure(PictureProblem.Unreachable, "The store of kept pictures does not answer.", Transient: true, HostAway: true);
        }

        return content is null ? new PictureFailure(PictureProblem.Unreachable, "The kept picture is gone.") : new FetchedPicture(content, null, NotModified: false);
    }
}

/// <param name="Content">Empty when not modified.</param>
public sealed record FetchedPicture(ReadOnlyMemory<byte> Content, string? ETag, bool NotModified);
