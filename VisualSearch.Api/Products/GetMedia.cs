using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;

namespace VisualSearch.Api.Products;

/// <summary>
/// Any picture of the catalogue, so that a page loads none from another host: with <c>w</c> a smaller copy (the picture as it is, when that is small enough), wherever the picture is; without it the picture as it was
/// sent, where we keep it, else the way to it.
/// </summary>
internal static partial class GetMedia
{
    /// <summary>What we keep never changes under its address.</summary>
    private const string ForEver = "max-age=31536000, immutable";

    /// <summary>What is at a web address may: a browser asks again after a day.</summary>
    private const string ForADay = "max-age=86400";

    /// <summary>Widths in which copies are made, in pixels. Others are taken up to the next, so that caches meet the same few copies again and no client has one made for each pixel.</summary>
    private static readonly int[] Widths = [64, 128, 256, 384, 512, 768, 1024, 1536, 2048];

    public static async Task<Results<FileContentHttpResult, StatusCodeHttpResult, RedirectHttpResult, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "image_id")] string imageId,
        HttpRequest request,
        ProductReads reads,
        IImageStore store,
        PictureDecoder decoder,
        Thumbnails thumbnails,
        IOptions<SecurityOptions> security,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        // A failure may be over in a moment, and a browser that kept it would go on showing nothing.
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        if (!TryReadWidth(request, out int? width))
        {
            return Problems.Invalid(new FieldErrors().Add("w", "Must be a width in pixels, 1 or more.").ToDictionary());
        }

        if (!PictureId.TryParse(imageId, out PictureId id)
            || await reads.FindPictureAsync(id, cancellationToken) is not { } picture
            || !ImageReference.TryParse(picture.Reference, out ImageReference? reference))
        {
            return NotFound();
        }

        try
        {
            return reference is ImageReference.Kept kept
                ? await KeptAsync(id, kept, width)
                : await ForeignAsync(picture, reference, width);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.WasNotRead(loggers.CreateLogger(typeof(GetMedia)), exception);
            return ProductAnswers.StoreUnavailable();
        }

        async Task<Results<FileContentHttpResult, StatusCodeHttpResult, RedirectHttpResult, ProblemHttpResult>> KeptAsync(PictureId kept, ImageReference.Kept inStore, int? pixels)
        {
            string tag = pixels is null ? $"\"{kept}\"" : string.Create(CultureInfo.InvariantCulture, $"\"{kept}-{pixels}\"");
            if (IsKnown(request, tag))
            {
                return Answer(tag, ForEver, null);
            }

            if (pixels is { } wanted)
            {
                PictureResult<EncodedPicture>? copy = await thumbnails.FindAsync(inStore, null, wanted, cancellationToken);
                return copy is not { } found ? Busy()
                    : found.Succeeded ? Answer(tag, ForEver, found.Value)
                    : found.Failure.Problem == PictureProblem.Unreachable ? NotFound()
                    : Problems.OfPicture(found.Failure);
            }

            if (await store.ReadAsync(inStore.Key, cancellationToken) is not { } content)
            {
                return NotFound();
            }

            PictureResult<EncodedPicture> sent = AsSent(content, decoder);
            return sent.Succeeded ? Answer(tag, ForEver, sent.Value) : Problems.OfPicture(sent.Failure);
        }

        async Task<Results<FileContentHttpResult, StatusCodeHttpResult, RedirectHttpResult, ProblemHttpResult>> ForeignAsync(ProductPicture foreign, ImageReference at, int? pixels)
        {
            if (pixels is null && at is ImageReference.Web web)
            {
                return TypedResults.Redirect(web.ToString());
            }

            PictureResult<EncodedPicture>? copy = await thumbnails.FindAsync(at, foreign.Content, pixels ?? Widths[^1], cancellationToken);
            if (copy is not { } found)
            {
                return Busy();
            }

            // The tag is that of the bytes that are sent: the picture's own may change and change back.
            return found.Succeeded
                ? Answer($"\"{Convert.ToHexStringLower(SHA256.HashData(found.Value.Content).AsSpan(0, 12))}\"", ForADay, found.Value)
                : Problems.OfPicture(found.Failure);
        }

        Results<FileContentHttpResult, StatusCodeHttpResult, RedirectHttpResult, ProblemHttpResult> Answer(string tag, string caching, EncodedPicture? content)
        {
            IHeaderDictionary headers = request.HttpContext.Response.Headers;
            headers.ETag = tag;
            // What needs a key must not be handed on by a cache that asks for none.
            headers.CacheControl = (security.Value.RequireKeyForReads ? "private, " : "public, ") + caching;
            headers.XContentTypeOptions = "nosniff";
            return content is null || IsKnown(request, tag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Bytes(content.Content, content.ContentType);
        }
    }

    private static PictureResult<EncodedPicture> AsSent(byte[] content, PictureDecoder decoder)
    {
        PictureResult<PictureHeader> header = decoder.Inspect(content);
        return header.Succeeded ? EncodedPicture.Of(header.Value.Format, content) : header.Failure;
    }

    private static bool TryReadWidth(HttpRequest request, out int? width)
    {
        width = null;
        string? text = request.Query["w"];
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int asked) || asked < 1)
        {
            return false;
        }

        width = Widths.FirstOrDefault(step => step >= asked, Widths[^1]);
        return true;
    }

    private static bool IsKnown(HttpRequest request, string tag)
    {
        EntityTagHeaderValue ours = new(tag);
        return EntityTagHeaderValue.TryParseStrictList(request.Headers.IfNoneMatch, out IList<EntityTagHeaderValue>? known)
            && known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(ours, useStrongComparison: false));
    }

    private static ProblemHttpResult NotFound() => Problems.Of(ProblemCodes.PictureNotFound, "There is no picture of that id, or its file is gone.");

    private static ProblemHttpResult Busy() => Problems.Of(ProblemCodes.TooManyRequests, "More pictures are being fetched or made smaller than this installation takes on at once.");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A kept picture could not be read")]
        public static partial void WasNotRead(ILogger logger, Exception exception);
    }
}
