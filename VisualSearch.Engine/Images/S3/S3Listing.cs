using System.Runtime.CompilerServices;
using Amazon.S3.Model;

namespace VisualSearch.Engine.Images;

/// <summary>The objects of a bucket, page by page. Thread-safe.</summary>
public sealed class S3Listing : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly S3Connection _connection;

    public S3Listing(S3Options options) => _connection = new S3Connection(options, Timeout);

    /// <summary>Objects in the order of their keys' bytes.</summary>
    /// <param name="prefix">What the keys begin with; empty for all.</param>
    /// <param name="after">Only keys behind this one; null for all.</param>
    /// <exception cref="S3UnavailableException">The server cannot be reached or refuses.</exception>
    public IAsyncEnumerable<S3Entry> ReadAsync(string bucket, string prefix, string? after, CancellationToken cancellationToken) =>
        ReadAsync(_connection, bucket, prefix, after, cancellationToken);

    public void Dispose() => _connection.Dispose();

    internal static async IAsyncEnumerable<S3Entry> ReadAsync(S3Connection connection, string bucket, string prefix, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListObjectsV2Request request = new() { BucketName = bucket, Prefix = prefix, StartAfter = after };
        ListObjectsV2Response page;
        do
        {
            try
            {
                page = await connection.Client.ListObjectsV2Async(request, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception fault) when (S3Faults.IsOne(fault))
            {
                throw S3Faults.ToException(fault);
            }

            foreach (S3Object found in page.S3Objects)
            {
                yield return new S3Entry(found.Key, found.ETag, found.Size, new DateTimeOffset(found.LastModified.ToUniversalTime()));
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated);
    }
}

/// <param name="ETag">Changes with the content, quotes included.</param>
/// <param name="Size">Bytes.</param>
public sealed record S3Entry(string Key, string ETag, long Size, DateTimeOffset SavedAt);
