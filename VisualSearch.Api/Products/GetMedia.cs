using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;

namespace VisualSearch.Api.Products;

/// <summary>A picture that we keep, as it was sent or in a smaller copy. An image id never names another picture, so answers may be kept for ever.</summary>
internal static partial class GetMedia
{
    /// <summary>Widths in which copies are made, in pixels. Others are taken up to the next, so that caches meet the same few copies again and no client has one made for each pixel.</summary>
    private static readonly int[] Widths = [64, 128, 256, 384, 512, 768, 1024, 1536, 2048];

    public static async Task<Results<FileContentHttpResult, StatusCodeHttpResult, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "image_id")] string imageId,
        HttpRequest request,
        ProductReads reads,
        IImageStore store,
        PictureDecoder decoder,
        IOptions<SecurityOptions> security,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        if (!TryReadWidth(request, out int? width))
        {
            return Problems.Invalid(new FieldErrors().Add("w", "Must be a width in pixels, 1 or more.").ToDictionary());
        }

        if (!PictureId.TryParse(imageId, out PictureId id)
            || await reads.FindPictureAsync(id, cancellationToken) is not { } picture
            || !ImageReference.TryParse(picture.Reference, out ImageReference? reference)
            || reference is not ImageReference.Kept kept)
        {
            return NotFound();
        }

        EntityTagHeaderValue tag = new(width is null ? $"\"{id}\"" : string.Create(CultureInfo.InvariantCulture, $"\"{id}-{width}\""));
        if (IsKnown(request, tag))
        {
            Cache(request.HttpContext.Response, tag, security.Value);
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        byte[]? content;
        try
        {
            content = await store.ReadAsync(kept.Key, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.WasNotRead(loggers.CreateLogger(typeof(GetMedia)), exception);
            return ProductAnswers.StoreUnavailable();
        }

        if (content is null)
        {
            return NotFound();
        }

        PictureResult<EncodedPicture> shown = width is { } pixels
            ? await decoder.ResizeAsync(content, pixels, cancellationToken)
            : AsSent(content, decoder);
        if (!shown.Succeeded)
        {
            return Problems.OfPicture(shown.Failure);
        }

        Cache(request.HttpContext.Response, tag, security.Value);
        return TypedResults.Bytes(shown.Value.Content, shown.Value.ContentType);
    }

    private static PictureResult<EncodedPicture> AsSent(byte[] content, PictureDecoder decoder)
    {
        PictureResult<PictureHeader> header = decoder.Inspect(content);
        return header.Succeeded ? new EncodedPicture(content, ContentTypeOf(header.Value.Format)) : header.Failure;
    }

    private static string ContentTypeOf(PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => "image/jpeg",
        PictureFormat.Png => "image/png",
        PictureFormat.WebP => "image/webp",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

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

    private static bool IsKnown(HttpRequest request, EntityTagHeaderValue tag)
    {
        return EntityTagHeaderValue.TryParseStrictList(request.Headers.IfNoneMatch, out IList<EntityTagHeaderValue>? known)
            && known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: false));
    }

    private static void Cache(HttpResponse response, EntityTagHeaderValue tag, SecurityOptions security)
    {
        response.Headers.ETag = tag.ToString();
        // What needs a key must not be handed on by a cache that asks for none.
        response.Headers.CacheControl = security.RequireKeyForReads ? "private, max-age=31536000, immutable" : "public, max-age=31536000, immutable";
        response.Headers.XContentTypeOptions = "nosniff";
    }

    private static ProblemHttpResult NotFound() =>
        Problems.Of(ProblemCodes.PictureNotFound, "There is no picture of that id, or it is not kept here.");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A kept picture could not be read")]
        public static partial void WasNotRead(ILogger logger, Exception exception);
    }
}
