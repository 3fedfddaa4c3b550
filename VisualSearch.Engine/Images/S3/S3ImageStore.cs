using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3.Model;

namespace VisualSearch.Engine.Images;

/// <summary>
/// Pictures in the operator's bucket, shared by all processes. S3 cannot remove an object on the condition that nobody saved it meanwhile, and equal bytes have equal tags,
/// so whoever removes an old picture first puts a mark beside it, and whoever saves one looks for the mark afterwards: see <see cref="SaveAsync"/>. Thread-safe.
/// </summary>
internal sealed class S3ImageStore(S3Connection connection, TimeProvider time) : IImageStore
{
    private const string Removing = "removing/";

    /// <summary>A mark this old belongs to a process that died: removing takes a few requests.</summary>
    private static readonly TimeSpan LongestRemoval = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    private readonly string _bucket = connection.Options.Bucket ?? throw new ArgumentException("A store needs a bucket.", nameof(connection));
    private readonly string _prefix = connection.Options.KeyPrefix;

    /// <remarks>
    /// Saved again even when it is there, so that its time is that of the last save. A removal that looked at the time before this save has put its mark before; so either
    /// its mark is seen here and waited out, or it has ended, and then the object's absence is seen.
    /// </remarks>
    public async Task<string> SaveAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string key = KeptKey.Of(content.Span);
        do
        {
            await RunAsync(() => PutAsync(ObjectOf(key), content, cancellationToken)).ConfigureAwait(false);
            while (await IsBeingRemovedAsync(key, cancellationToken).ConfigureAwait(false))
            {
                await Task.Delay(LookAgain, time, cancellationToken).ConfigureAwait(false);
            }
        }
        while (await TimeOfAsync(ObjectOf(key), cancellationToken).ConfigureAwait(false) is null);
        return key;
    }

    public async Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        if (!KeptKey.IsValid(key))
        {
            return null;
        }

        try
        {
            return await RunAsync(async () =>
            {
                using GetObjectResponse response = await connection.Client.GetObjectAsync(_bucket, ObjectOf(key), cancellationToken).ConfigureAwait(false);
                using MemoryStream content = new((int)response.ContentLength);
                await response.ResponseStream.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
                return content.ToArray();
            }).ConfigureAwait(false);
        }
        catch (S3UnavailableException fault) when (IsMissingObject(fault))
        {
            return null;
        }
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        if (KeptKey.IsValid(key))
        {
            await RunAsync(() => connection.Client.DeleteObjectAsync(_bucket, ObjectOf(key), cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <remarks>Marks that a process left when it was killed are removed on the way.</remarks>
    public async IAsyncEnumerable<string> ListAsync(DateTimeOffset savedBefore, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (S3Entry entry in S3Listing.ReadAsync(connection, _bucket, _prefix, null, cancellationToken).ConfigureAwait(false))
        {
            string name = entry.Key[_prefix.Length..];
            if (KeptKey.IsValid(name) && entry.SavedAt < savedBefore)
            {
                yield return name;
            }
            else if (name.StartsWith(Removing, StringComparison.Ordinal) && IsLeft(entry.SavedAt))
            {
                await RunAsync(() => connection.Client.DeleteObjectAsync(_bucket, entry.Key, cancellationToken)).ConfigureAwait(false);
            }
        }
    }

    public async Task<bool> DeleteOldAsync(string key, DateTimeOffset savedBefore, CancellationToken cancellationToken)
    {
        if (!KeptKey.IsValid(key) || await TimeOfAsync(ObjectOf(key), cancellationToken).ConfigureAwait(false) is not { } time || time >= savedBefore)
        {
            return false;
        }

        // Each removal has a mark of its own: one that ends must not take away another's.
        string mark = $"{MarksOf(key)}{Guid.NewGuid():N}";
        await RunAsync(() => PutAsync(mark, ReadOnlyMemory<byte>.Empty, cancellationToken)).ConfigureAwait(false);
        try
        {
            // Only the time that is read behind the mark counts.
            bool old = await TimeOfAsync(ObjectOf(key), cancellationToken).ConfigureAwait(false) < savedBefore;
            if (old)
            {
                await DeleteAsync(key, cancellationToken).ConfigureAwait(false);
            }

            return old;
        }
        finally
        {
            // Whoever saves waits for it, so it goes even when the removal was given up.
            await RunAsync(() => connection.Client.DeleteObjectAsync(_bucket, mark, CancellationToken.None)).ConfigureAwait(false);
        }
    }

    private string ObjectOf(string key) => _prefix + key;

    private string MarksOf(string key) => $"{_prefix}{Removing}{key}/";

    private bool IsLeft(DateTimeOffset marked) => time.GetUtcNow() - marked > LongestRemoval;

    private async Task<bool> IsBeingRemovedAsync(string key, CancellationToken cancellationToken)
    {
        await foreach (S3Entry mark in S3Listing.ReadAsync(connection, _bucket, MarksOf(key), null, cancellationToken).ConfigureAwait(false))
        {
            if (!IsLeft(mark.SavedAt))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>When the object was last written; null when there is none.</summary>
    private async Task<DateTimeOffset?> TimeOfAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            GetObjectMetadataResponse found = await RunAsync(() => connection.Client.GetObjectMetadataAsync(_bucket, name, cancellationToken)).ConfigureAwait(false);
            return new DateTimeOffset(found.LastModified.ToUniversalTime());
        }
        catch (S3UnavailableException fault) when (IsMissingObject(fault))
        {
            return null;
        }
    }

    private Task<PutObjectResponse> PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => connection.Client.PutObjectAsync(
        new PutObjectRequest
        {
            BucketName = _bucket,
            Key = name,
            InputStream = new MemoryStream(content.ToArray(), writable: false),
            // Signed whole: not every server reads the signature in pieces.
            UseChunkEncoding = false,
        },
        cancellationToken);

    /// <summary>A bucket that is missing is a fault of the configuration, not an empty store.</summary>
    private static bool IsMissingObject(S3UnavailableException fault) =>
        fault.InnerException is Amazon.Runtime.AmazonServiceException { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" };

    private static async Task<T> RunAsync<T>(Func<Task<T>> request)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (Exception fault) when (S3Faults.IsOne(fault) && fault is not S3UnavailableException)
        {
            throw S3Faults.ToException(fault);
        }
    }
}
