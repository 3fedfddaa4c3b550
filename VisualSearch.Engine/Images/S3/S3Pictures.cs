using Amazon.S3.Model;
using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Images;

/// <summary>Fetches <c>s3://</c> pictures from the operator's buckets, within the bounds of every other picture. Thread-safe.</summary>
internal sealed class S3Pictures(S3Connection connection, IOptions<ImagesOptions> images, TimeProvider time)
{
    private readonly ImagesOptions _images = images.Value;

    /// <param name="etag">Of an earlier fetch; an unchanged picture then comes back as not modified.</param>
    public async Task<PictureResult<FetchedPicture>> FetchAsync(ImageReference.S3 reference, string? etag, CancellationToken cancellationToken)
    {
        if (!connection.Options.HasAny())
        {
            return new PictureFailure(PictureProblem.NotConfigured, "Pictures in S3 cannot be read: this installation has no S3 source configured.");
        }

        if (!connection.Options.MayRead(reference.Bucket))
        {
            return new PictureFailure(PictureProblem.ForbiddenAddress, "Pictures are not read from that bucket; the operator names buckets in S3:Bucket and S3:SourceBuckets.");
        }

        using CancellationTokenSource limit = new(_images.FetchTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await GetAsync(new GetObjectRequest { BucketName = reference.Bucket, Key = reference.Key, EtagToNotMatch = etag }, either).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PictureFailure(PictureProblem.Unreachable, "The bucket's server took too long to send the picture.", Transient: true);
        }
        catch (Exception fault) when (S3Faults.IsNotModified(fault) && etag is not null)
        {
            return new FetchedPicture(ReadOnlyMemory<byte>.Empty, etag, NotModified: true);
        }
        catch (Exception fault) when (S3Faults.IsOne(fault))
        {
            return S3Faults.ToPictureFailure(fault);
        }
    }

    private async Task<PictureResult<FetchedPicture>> GetAsync(GetObjectRequest request, CancellationTokenSource limit)
    {
        using GetObjectResponse response = await connection.Client.GetObjectAsync(request, limit.Token).ConfigureAwait(false);
        using StreamContent content = new(response.ResponseStream);
        content.Headers.ContentLength = response.ContentLength;
        using CancellationTokenSource silence = new(_images.IdleTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, limit.Token);
        PictureResult<byte[]> body = await new BoundedBody(_images.MaxBytes, _images.IdleTimeout).ReadAsync(content, silence, either.Token).ConfigureAwait(false);
        return body.Succeeded ? new FetchedPicture(body.Value, response.ETag, NotModified: false) : body.Failure;
    }
}
