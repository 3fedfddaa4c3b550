using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VisualSearch.Cli.Importing.Reading;
using VisualSearch.Engine.Images;

namespace VisualSearch.Cli.Importing.Buckets;

/// <summary>Rows of a bucket: a product for all objects whose keys name it. Held in memory, some 200 bytes for each object.</summary>
internal sealed class BucketRows : RowSource
{
    private static readonly string[] TheColumns = ["external_id", "title", "images"];

    private readonly string _bucket;
    private readonly SortedDictionary<string, List<Found>> _products;
    private long _position;

    private BucketRows(string bucket, SortedDictionary<string, List<Found>> products)
    {
        _bucket = bucket;
        _products = products;
    }

    /// <summary>Objects that were listed.</summary>
    public required long Objects { get; init; }

    /// <summary>Objects whose key names no product.</summary>
    public required long Strange { get; init; }

    /// <summary>Keys without a product, a few of them.</summary>
    public required IReadOnlyList<string> StrangeKeys { get; init; }

    public override IReadOnlyList<string> Columns => TheColumns;

    public override long? Length => _products.Count;

    public override long Position => Interlocked.Read(ref _position);

    public override string GoingOn => "The same command goes on: what is done is known by the tags of its objects.";

    /// <param name="productOf">The product of a key and the picture's place; null for none.</param>
    /// <param name="seen">Told how many objects were listed so far.</param>
    /// <exception cref="S3UnavailableException">The bucket cannot be listed.</exception>
    public static async Task<BucketRows> OpenAsync(
        S3Listing listing, string bucket, string prefix, Func<string, (string ExternalId, long Place)?> productOf, Action<long> seen, CancellationToken cancellationToken)
    {
        SortedDictionary<string, List<Found>> products = new(StringComparer.Ordinal);
        List<string> strange = [];
        long objects = 0, strangers = 0;
        await foreach (S3Entry entry in listing.ReadAsync(bucket, prefix, null, cancellationToken))
        {
            seen(++objects);
            if (productOf(entry.Key) is not { } product)
            {
                strangers++;
                if (strange.Count < 5)
                {
                    strange.Add(entry.Key);
                }

                continue;
            }

            if (!products.TryGetValue(product.ExternalId, out List<Found>? pictures))
            {
                products[product.ExternalId] = pictures = [];
            }

            pictures.Add(new Found(product.Place, entry.Key, entry.ETag));
        }

        foreach (List<Found> pictures in products.Values)
        {
            pictures.Sort((one, other) => (one.Place, string.CompareOrdinal(one.Key, other.Key)).CompareTo((other.Place, 0)));
        }

        return new BucketRows(bucket, products) { Name = $"s3://{bucket}/{prefix}", Identity = null, Objects = objects, Strange = strangers, StrangeKeys = strange };
    }

    /// <summary>Changes when a picture of the product comes, goes, moves or has other content.</summary>
    public string DigestOf(string externalId) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _products[externalId].Select(picture => $"{picture.Key}\t{picture.ETag}")))).AsSpan(0, 16));

    public override async IAsyncEnumerable<SourceRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach ((string id, List<Found> pictures) in _products)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long number = Interlocked.Increment(ref _position);
            JsonElement images = JsonSerializer.SerializeToElement(pictures.Select(picture => new ImageReference.S3(_bucket, picture.Key).ToString()));
            yield return new SourceRow(number, number, TheColumns, [new Cell(id), new Cell(id), Cell.Of(images)]);
        }
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private readonly record struct Found(long Place, string Key, string ETag);
}
