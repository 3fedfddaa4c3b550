namespace VisualSearch.Engine.Images;

/// <summary>Gets a picture's bytes from wherever its reference points: the web (guarded), our own store, S3 where configured.</summary>
public sealed class PictureSource
{
    /// <param name="etag">Of an earlier fetch; an unchanged picture then comes back as <see cref="FetchedPicture.NotModified"/>.</param>
    public Task<PictureResult<FetchedPicture>> FetchAsync(ImageReference reference, string? etag, CancellationToken cancellationToken) => throw new NotImplementedException();
}

/// <param name="Content">Empty when not modified.</param>
public sealed record FetchedPicture(ReadOnlyMemory<byte> Content, string? ETag, bool NotModified);
