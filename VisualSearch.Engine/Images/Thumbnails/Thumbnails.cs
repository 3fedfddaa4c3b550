using System.Text;

namespace VisualSearch.Engine.Images;

/// <summary>Smaller copies of a catalogue's pictures to show, wherever the pictures are. Thread-safe.</summary>
/// <remarks>1 look for a copy -> 2 get the picture, once for all who ask, within bounds and unless it failed a moment ago -> 3 shrink it -> 4 keep the copy. What nobody waits for any more ends.</remarks>
public sealed class Thumbnails : IDisposable
{
    /// <summary>Pictures fetched from servers at once for pages, from buckets too; indexing has its own bound.</summary>
    internal const int FetchesAtOnce = 16;

    /// <summary>Of these from one host or bucket, as many as a browser opens connections to one.</summary>
    internal const int FetchesAHost = 6;

    /// <summary>Pictures read from this machine's disk, and pictures shrunk wherever they came from, at once: what is asked for a page must not take the decoder from searches.</summary>
    internal const int MadeAtOnce = 2;

    private const string Host = "host ";

    /// <summary>How long one who asks waits for a place among the fetches, and for one among those that are made.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long a picture that failed is not tried again.</summary>
    private static readonly TimeSpan PictureRest = TimeSpan.FromMinutes(1);

    /// <summary>How long a host that was not heard from is not tried again.</summary>
    private static readonly TimeSpan HostRest = TimeSpan.FromSeconds(30);

    /// <summary>How long a copy is good that is known by the picture's address alone, whose bytes may change.</summary>
    private static readonly TimeSpan AddressLife = TimeSpan.FromDays(1);

    private readonly PictureSource _source;
    private readonly PictureDecoder _decoder;
    private readonly ThumbnailCache _cache;
    private readonly ImagesMetrics _metrics;
    private readonly FetchPlaces _places;
    private readonly MakingPlaces _makingPlaces;
    private readonly RecentFailures _failures;
    private readonly Flights<PictureResult<FetchedPicture>?> _fetching;
    private readonly Flights<PictureResult<EncodedPicture>?> _making;
    private readonly CancellationTokenSource _stopping = new();

    internal Thumbnails(PictureSource source, PictureDecoder decoder, ThumbnailCache cache, ImagesMetrics metrics, TimeProvider time)
    {
        _source = source;
        _decoder = decoder;
        _cache = cache;
        _metrics = metrics;
        _places = new FetchPlaces(FetchesAtOnce, FetchesAHost, Patience, time);
        _makingPlaces = new MakingPlaces(MadeAtOnce, Patience, time);
        _failures = new RecentFailures(time);
        _fetching = new(_stopping.Token);
        _making = new(_stopping.Token);
    }

    /// <param name="content">Of the picture's bytes as they were last fetched; null when they never were. A copy of other bytes is not given out for it.</param>
    /// <param name="width">Pixels; a narrower picture keeps its size. Few different ones: each is kept.</param>
    /// <returns>The copy, or why there is none; null when more pictures are being fetched or made than this takes on, and the same may be asked again in a moment.</returns>
    /// <exception cref="IOException">The store of kept pictures cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The store of kept pictures cannot be read.</exception>
    public async Task<PictureResult<EncodedPicture>?> FindAsync(ImageReference reference, ContentHash? content, int width, CancellationToken cancellationToken)
    {
        // 1
        string? byContent = reference is ImageReference.Kept kept ? kept.Key : content?.ToString();
        string byAddress = ContentHash.Of(Encoding.UTF8.GetBytes($"{reference}\n{byContent}")).ToString();
        byte[]? copy = byContent is null ? null : await _cache.ReadAsync(byContent, width, null, cancellationToken).ConfigureAwait(false);
        copy ??= reference is ImageReference.Kept ? null : await _cache.ReadAsync(byAddress, width, AddressLife, cancellationToken).ConfigureAwait(false);
        if (copy is not null)
        {
            _metrics.ThumbnailFound();
            return (PictureResult<EncodedPicture>)EncodedPicture.Of(PictureSignature.Of(copy) ?? PictureFormat.Jpeg, copy);
        }

        return await _making.JoinAsync($"{byAddress}-{width}", stop => MakeAsync(reference, byContent, byAddress, width, stop), cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _places.Dispose();
        _makingPlaces.Dispose();
    }

    private async Task<PictureResult<EncodedPicture>?> MakeAsync(ImageReference reference, string? byContent, string byAddress, int width, CancellationToken cancellationToken)
    {
        // 2: a slow server must not hold a place among those that are made, so what comes from one takes its place afterwards.
        PictureResult<FetchedPicture>? got = null;
        string? server = _source.ServerOf(reference);
        if (server is not null)
        {
            got = await _fetching.JoinAsync(byAddress, stop => FetchAsync(reference, server, stop), cancellationToken).ConfigureAwait(false);
            if (got is null)
            {
                return null;
            }
        }

        using IDisposable? place = await _makingPlaces.TakeAsync(cancellationToken).ConfigureAwait(false);
        if (place is null)
        {
            return null;
        }

        PictureResult<FetchedPicture> fetched = got ?? await _source.FetchAsync(reference, null, cancellationToken).ConfigureAwait(false);
        if (!fetched.Succeeded)
        {
            return (PictureResult<EncodedPicture>)fetched.Failure;
        }

        // 3
        PictureResult<EncodedPicture> made = await _decoder.ResizeAsync(fetched.Value.Content, width, cancellationToken).ConfigureAwait(false);
        _metrics.ThumbnailMade(made.Failure);
        if (!made.Succeeded)
        {
            if (server is not null)
            {
                _failures.Remember(reference.ToString(), made.Failure, PictureRest);
            }

            return made;
        }

        // 4: bytes that are not those the catalogue knows are kept under the address, for a day, and never under the known content.
        bool known = reference is ImageReference.Kept || (byContent is not null && ContentHash.Of(fetched.Value.Content.Span).ToString() == byContent);
        await _cache.SaveAsync(known ? byContent! : byAddress, width, made.Value.Content, cancellationToken).ConfigureAwait(false);
        return made;
    }

    private async Task<PictureResult<FetchedPicture>?> FetchAsync(ImageReference reference, string server, CancellationToken cancellationToken)
    {
        if (Known(reference, server) is { } before)
        {
            return (PictureResult<FetchedPicture>)before;
        }

        using IDisposable? place = await _places.TakeAsync(server, cancellationToken).ConfigureAwait(false);
        if (place is null)
        {
            return null;
        }

        // While this one waited, another may have found the host away.
        if (Known(reference, server) is { } meanwhile)
        {
            return (PictureResult<FetchedPicture>)meanwhile;
        }

        PictureResult<FetchedPicture> fetched = await _source.FetchAsync(reference, null, cancellationToken).ConfigureAwait(false);
        if (fetched.Failure is { } failure)
        {
            _failures.Remember(reference.ToString(), failure, PictureRest);
            if (failure.HostAway)
            {
                _failures.Remember(Host + server, failure, HostRest);
            }
        }

        return fetched;
    }

    private PictureFailure? Known(ImageReference reference, string server) => _failures.Find(reference.ToString()) ?? _failures.Find(Host + server);
}
