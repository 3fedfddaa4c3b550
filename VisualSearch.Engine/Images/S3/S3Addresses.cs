using System.Collections.Concurrent;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Images;

/// <summary>
/// Addresses at which anybody can read one object of a private bucket for a while. Secrets for as long as they work: not to be logged. Thread-safe.
/// </summary>
public sealed class S3Addresses
{
    private const string Signature = "X-Amz-Signature=";

    /// <summary>Addresses held at most, some 10 MB; beyond it all are made anew.</summary>
    private const int Most = 20_000;

    private readonly S3Connection _connection;
    private readonly bool _keepsHere;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<(string Bucket, string Key), Signed> _made = new();

    internal S3Addresses(S3Connection connection, IImageStore store, TimeProvider time)
    {
        _connection = connection;
        _keepsHere = store is S3ImageStore && connection.Options.PresignKept;
        _time = time;
    }

    /// <summary>
    /// The signed address of a picture in a bucket that we read from; null for any other picture. The same one is given out until a fifth of its time is left, so that
    /// browsers find the picture in their cache.
    /// </summary>
    public string? Find(ImageReference reference) => reference switch
    {
        ImageReference.S3 s3 when _connection.Options.MayRead(s3.Bucket) => Sign(s3.Bucket, s3.Key),
        ImageReference.Kept kept when _keepsHere => Sign(_connection.Options.Bucket!, _connection.Options.KeyPrefix + kept.Key),
        _ => null,
    };

    /// <summary>What a signed address has in common with others of the same object; null for an address that is not signed.</summary>
    public static string? WithoutSignature(string address)
    {
        int query = address.IndexOf('?', StringComparison.Ordinal);
        return query > 0 && address.AsSpan(query).Contains(Signature, StringComparison.Ordinal) ? address[..query] : null;
    }

    private string Sign(string bucket, string key)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (_made.TryGetValue((bucket, key), out Signed? known) && now < known.Until)
        {
            return known.Address;
        }

        if (_made.Count >= Most)
        {
            _made.Clear();
        }

        TimeSpan works = TimeSpan.FromSeconds(_connection.Options.PresignSeconds);
        string address = _connection.Signer.GetPreSignedURL(new GetPreSignedUrlRequest
        {
            BucketName = bucket,
            Key = key,
            Verb = HttpVerb.GET,
            Expires = (now + works).UtcDateTime,
            Protocol = (_connection.Options.PublicUrl ?? _connection.Options.ServiceUrl)?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true ? Protocol.HTTP : Protocol.HTTPS,
        });
        _made[(bucket, key)] = new Signed(address, now + (works * 0.8));
        return address;
    }

    private sealed record Signed(string Address, DateTimeOffset Until);
}
