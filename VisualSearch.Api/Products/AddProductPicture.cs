using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Api.Products;

/// <summary>A picture sent to us to keep. It is decoded before anything is stored: a picture that is accepted here can be indexed.</summary>
internal static partial class AddProductPicture
{
    /// <summary>The size that indexing works at, so that the same path through the decoder is tried.</summary>
    private static readonly PixelSpec Trial = new(224, 224);

    public static async Task<Results<Created<ProductJson>, Ok<ProductJson>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "product_id")] string productId,
        HttpRequest request,
        ProductReads reads,
        ProductWrites writes,
        PictureDecoder decoder,
        IImageStore store,
        IndexSignals signals,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        if (store is MissingImageStore)
        {
            return Problems.Of(ProblemCodes.NotImplemented, MissingImageStore.Advice);
        }

        // Before the body is read: 20 MB need not travel to learn that there is no such product.
        if (!ProductKey.TryParse(productId, out ProductKey key) || await reads.FindAsync(key, cancellationToken) is not { } before)
        {
            return Problems.ProductNotFound(productId);
        }

        PictureResult<MultipartPicture> form = await MultipartPicture.ReadAsync(request, cancellationToken);
        if (!form.Succeeded)
        {
            return Problems.OfPicture(form.Failure);
        }

        if (form.Value.Content is not { } content)
        {
            return Problems.Invalid(new FieldErrors().Add("file", "Is required: the picture, as a file of the form.").ToDictionary());
        }

        if (await FailureOfAsync(content, decoder, cancellationToken) is { } failure)
        {
            return Problems.OfPicture(failure);
        }

        // Sent again, by a client that did not see the first answer perhaps: a full product may have it already.
        string reference = ImageReference.Kept.Prefix + ContentHash.Of(content.Span);
        bool there = before.Pictures.Any(picture => string.Equals(picture.Reference, reference, StringComparison.Ordinal));
        if (!there && before.Pictures.Count >= ProductLimits.Pictures)
        {
            return Problems.Of(ProblemCodes.TooManyPictures, $"A product has at most {ProductLimits.Pictures} pictures.");
        }

        try
        {
            // Kept also when it is there: its file may have been lost.
            await store.SaveAsync(content, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.WasNotKept(loggers.CreateLogger(typeof(AddProductPicture)), exception);
            return ProductAnswers.StoreUnavailable();
        }

        if (there)
        {
            VersionTag.Put(request.HttpContext.Response, before);
            return TypedResults.Ok(ProductJson.Of(before, request));
        }

        WriteResult result = await writes.AddPictureAsync(ProductKey.Of(before.Id), reference, cancellationToken);
        if (result.Product is not { } product)
        {
            // Deleted meanwhile. The bytes stay: equal ones may belong to another product.
            return Problems.ProductNotFound(productId);
        }

        // The picture is there whether or not its sender still listens, so its signal goes out.
        signals.Wake(product.Id, product.Version);
        VersionTag.Put(request.HttpContext.Response, product);
        ProductPicture added = product.Pictures.Last(picture => string.Equals(picture.Reference, reference, StringComparison.Ordinal));
        return TypedResults.Created(PictureAddresses.Of(added, request), ProductJson.Of(product, request));
    }

    private static async Task<PictureFailure?> FailureOfAsync(ReadOnlyMemory<byte> content, PictureDecoder decoder, CancellationToken cancellationToken)
    {
        PictureResult<PictureHeader> header = decoder.Inspect(content);
        return header.Succeeded ? (await decoder.DecodeAsync(content, Trial, cancellationToken)).Failure : header.Failure;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A picture could not be kept")]
        public static partial void WasNotKept(ILogger logger, Exception exception);
    }
}
