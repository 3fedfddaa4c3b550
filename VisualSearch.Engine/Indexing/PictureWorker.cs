using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Images;

namespace VisualSearch.Engine.Indexing;

/// <summary>Brings one picture from its reference to its embedding. Whatever is wrong with a picture ends as its reason, never as an exception that holds up others.</summary>
internal sealed partial class PictureWorker(
    PictureSource source,
    PictureDecoder decoder,
    Embeddings embeddings,
    RestingHosts hosts,
    OtherSpaces others,
    IndexingMetrics metrics,
    TimeProvider time,
    IOptions<IndexingOptions> options,
    ILogger<PictureWorker> logger)
{
    /// <param name="known">Embeddings of this batch's contents, by content; grows with what is made.</param>
    public async Task<PictureWork> WorkAsync(ClaimedPicture picture, OpenIndex index, BulkEmbedding.Lease embedding, BatchEmbeddings known, CancellationToken cancellationToken)
    {
        try
        {
            return await FetchAndEmbedAsync(picture, index, embedding, known, cancellationToken);
        }
        catch (EmbeddingQueueFullException)
        {
            return Failed(picture, PictureFaults.Busy, "The model had too much to do.", transient: true);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or CatalogueUnavailableException))
        {
            LogPictureFaulted(exception, picture.Id);
            return Failed(picture, PictureFaults.Internal, "An internal error; see the log.", transient: true);
        }
    }

    private async Task<PictureWork> FetchAndEmbedAsync(ClaimedPicture picture, OpenIndex index, BulkEmbedding.Lease embedding, BatchEmbeddings known, CancellationToken cancellationToken)
    {
        if (!ImageReference.TryParse(picture.Reference, out ImageReference? reference))
        {
            return Failed(picture, nameof(PictureProblem.ForbiddenAddress), "The address cannot be read.", transient: false);
        }

        // Without an embedding of the old content, "not modified" would leave nothing to embed.
        string? etag = picture.Content is ContentHash old && known.Has(old) ? picture.ETag : null;
        string? host = (reference as ImageReference.Web)?.Address.Authority;
        if (host is not null && !hosts.MayAsk(host))
        {
            return PutOff(picture, hosts.WaitFor(host));
        }

        PictureResult<FetchedPicture> fetched = await FetchAsync(reference, host, etag, cancellationToken);
        if (!fetched.Succeeded)
        {
            return Failed(picture, fetched.Failure);
        }

        if (fetched.Value.NotModified)
        {
            metrics.PictureReused();
            return new PictureWork(picture.Id, picture.Content, picture.ETag, null, null, null);
        }

        ContentHash content = ContentHash.Of(fetched.Value.Content.Span);
        PictureResult<EmbeddedContent> embedded = await known.GetOrAddAsync(content, () => EmbedAsync(content, fetched.Value.Content, index, embedding, cancellationToken));
        if (!embedded.Succeeded)
        {
            return Failed(picture, embedded.Failure);
        }

        // Of a content that this picture did not have, whoever had it may be gone, and the stored embedding with it before this is saved. So it is stored again.
        PictureWork work = new(picture.Id, content, fetched.Value.ETag, picture.Content == content ? embedded.Value.ToStore : embedded.Value.Vector, null, null);
        return picture.Content is ContentHash shown && shown != content
            ? work with { Others = await others.EmbedAsync(index, content, fetched.Value.Content, cancellationToken) }
            : work;
    }

    private async Task<PictureResult<FetchedPicture>> FetchAsync(ImageReference reference, string? host, string? etag, CancellationToken cancellationToken)
    {
        using Activity? span = EngineActivities.Begin("fetch");
        PictureResult<FetchedPicture> fetched = await source.FetchAsync(reference, etag, cancellationToken);
        if (host is not null && fetched.Failure is { HostAway: true } or { TimedOut: true })
        {
            hosts.Silent(host!);
        }
        else if (host is not null)
        {
            hosts.Answered(host);
        }

        return fetched;
    }

    private async Task<PictureResult<EmbeddedContent>> EmbedAsync(ContentHash content, ReadOnlyMemory<byte> bytes, OpenIndex index, BulkEmbedding.Lease embedding, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<ContentHash, Half[]> stored = await embeddings.FindAsync(index.Generation.Fingerprint, [content], cancellationToken);
        if (stored.TryGetValue(content, out Half[]? vector))
        {
            metrics.PictureReused();
            return EmbeddedContent.Stored(vector);
        }

        // A place is held over decoding and embedding: more at once would only hold more pixels in memory.
        await embedding.Places.WaitAsync(cancellationToken);
        try
        {
            using Activity? span = EngineActivities.Begin("embed");
            PictureResult<RgbPixels> pixels = await decoder.DecodeAsync(bytes, index.Model.Pixels, cancellationToken);
            if (!pixels.Succeeded)
            {
                return pixels.Failure;
            }

            float[] numbers = await embedding.EmbedAsync(pixels.Value, cancellationToken);
            metrics.PictureEmbedded();
            return EmbeddedContent.New(Array.ConvertAll(numbers, number => (Half)number));
        }
        finally
        {
            embedding.Places.Release();
        }
    }

    private PictureWork Failed(ClaimedPicture picture, PictureFailure failure) => Failed(picture, failure.Problem.ToString(), failure.Detail, failure.Transient);

    private PictureWork Failed(ClaimedPicture picture, string problem, string detail, bool transient)
    {
        TimeSpan? delay = transient ? PictureRetry.DelayAfter(picture.Attempts + 1, options.Value, Jitter()) : null;
        metrics.PictureFailed(problem, final: delay is null);
        LogPictureFailed(picture.Id, problem, detail, delay);
        return WorkOf(picture, PictureFaults.WordOf(problem), detail, delay);
    }

    /// <summary>Nobody was asked, so it costs no attempt: what a host owes its pictures is not their fault.</summary>
    private PictureWork PutOff(ClaimedPicture picture, TimeSpan wait)
    {
        TimeSpan spread = wait * (1 + (0.2 * Jitter()));
        TimeSpan longest = options.Value.LongestRetryDelay;
        return WorkOf(picture, PictureFaults.HostRests, "The host has not answered of late and is left alone for a while.", spread < longest ? spread : longest) with { Attempted = false };
    }

    private PictureWork WorkOf(ClaimedPicture picture, string problem, string detail, TimeSpan? delay)
    {
        DateTimeOffset? next = delay is null ? null : time.GetUtcNow() + delay.Value;
        // A picture that searches find, those of another generation too, stays findable by what it showed until a new fetch succeeds or fails for good.
        bool keeps = next is not null && picture is { State: PictureState.Indexed, Content: not null };
        return new PictureWork(picture.Id, keeps ? picture.Content : null, keeps ? picture.ETag : null, null, detail, next) { Problem = problem };
    }

    private static double Jitter()
    {
        // It needs no secrecy.
#pragma warning disable CA5394
        return Random.Shared.NextDouble();
#pragma warning restore CA5394
    }

    [LoggerMessage(1, LogLevel.Debug, "Picture {Picture} failed ({Problem}): {Detail} Next attempt in {Delay}")]
    private partial void LogPictureFailed(PictureId picture, string problem, string detail, TimeSpan? delay);

    [LoggerMessage(2, LogLevel.Error, "Picture {Picture} could not be processed because of an error of ours")]
    private partial void LogPictureFaulted(Exception exception, PictureId picture);
}
