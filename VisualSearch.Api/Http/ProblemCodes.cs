namespace VisualSearch.Api.Http;

/// <summary>One kind of error answer.</summary>
/// <param name="Code">The stable word that clients branch on.</param>
/// <param name="Status">The HTTP status it is answered with.</param>
/// <param name="Title">The same sentence for every occurrence.</param>
/// <param name="Advice">What a client can do about it; shown at <c>/docs/errors</c>.</param>
internal sealed record ProblemCode(string Code, int Status, string Title, string Advice);

/// <summary>Every error answer that there is, and what it means: the one list behind <c>/docs/errors</c>, where the <c>type</c> of a problem leads.</summary>
internal static class ProblemCodes
{
    public static readonly ProblemCode Invalid = new("invalid", 400, "The request is not valid", "Correct the members named in errors.");
    public static readonly ProblemCode MalformedRequest = new("malformed_request", 400, "The request cannot be read", "Send well-formed HTTP and JSON; errors names the member where reading stopped.");
    public static readonly ProblemCode KeyRequired = new("key_required", 401, "An API key is required", "Send Authorization: Bearer <key> or X-Api-Key.");
    public static readonly ProblemCode UnknownKey = new("unknown_key", 401, "The API key is not known", "Check the key, or leave it out where reading is open.");
    public static readonly ProblemCode SignatureRequired = new("signature_required", 401, "An event must be signed", "Sign it in one of the forms that detail names.");
    public static readonly ProblemCode BadSignature = new("bad_signature", 401, "The event's signature is not valid", "Sign the bytes that are sent, with a secret that is active here.");
    public static readonly ProblemCode StaleTimestamp = new("stale_timestamp", 401, "The event's signature is too old or too new", "Sign each attempt anew, and set the sender's clock.");
    public static readonly ProblemCode NoKeyConfigured = new("no_key_configured", 403, "No API key is configured", "The operator sets Security:ApiKeys before this route can be used.");
    public static readonly ProblemCode ScopeMissing = new("scope_missing", 403, "The API key lacks the scope", "Use a key with the scope that detail names.");
    public static readonly ProblemCode NotFound = new("not_found", 404, "There is nothing at this address", "See /openapi/v1.json for the routes.");
    public static readonly ProblemCode ProductNotFound = new("product_not_found", 404, "No such product", "Products are named by their id or as ext:{external_id}.");
    public static readonly ProblemCode SearchNotFound = new("search_not_found", 404, "No such search", "The search_id of an answer is known for as long as the search log is kept.");
    public static readonly ProblemCode PictureNotFound = new("picture_not_found", 404, "No such picture", "/media/ has the pictures of the catalogue by their image_id; it is gone with its product.");
    public static readonly ProblemCode GenerationNotFound = new("generation_not_found", 404, "No such generation", "GET /admin/generations lists those that live.");
    public static readonly ProblemCode MethodNotAllowed = new("method_not_allowed", 405, "The route does not take this method", "The Allow header names the methods it takes.");
    public static readonly ProblemCode NotAcceptable = new("not_acceptable", 406, "No acceptable form of the answer", "Answers are JSON; accept application/json.");
    public static readonly ProblemCode RequestTimeout = new("request_timeout", 408, "The request arrived too slowly", "Send the body faster, or a smaller picture.");
    public static readonly ProblemCode Conflict = new("conflict", 409, "The request conflicts with what is there", "Read the present state and decide again.");
    public static readonly ProblemCode ExternalIdInUse = new("external_id_in_use", 409, "The external id belongs to another product", "PUT /products/ext:... changes that product; a new product needs another id.");
    public static readonly ProblemCode ModelWithoutText = new("model_without_text", 409, "The model cannot read words", "Use mode lexical or hybrid, or a model with a text tower.");
    public static readonly ProblemCode TooManyPictures = new("too_many_pictures", 409, "The product has as many pictures as it can have", "Replace the product with fewer pictures first.");
    public static readonly ProblemCode GenerationExists = new("generation_exists", 409, "A generation of this model lives already", "Switch to it, or drop it before starting it anew.");
    public static readonly ProblemCode GenerationIncomplete = new("generation_incomplete", 409, "The generation has not taken in the whole catalogue", "Wait until it is complete, or send force=true.");
    public static readonly ProblemCode GenerationInUse = new("generation_in_use", 409, "Searches use the generation", "Switch to another one first.");
    public static readonly ProblemCode NoGenerationBefore = new("no_generation_before", 409, "There is no generation to go back to", "Switch to a living one by its id, or start one.");
    public static readonly ProblemCode ComparisonRuns = new("comparison_runs", 409, "Catalogue and vector index are being compared already", "Ask again when that is done.");
    public static readonly ProblemCode PreconditionFailed = new("precondition_failed", 412, "The product has changed meanwhile", "Read it again and send its new ETag in If-Match.");
    public static readonly ProblemCode BodyTooLarge = new("body_too_large", 413, "The request body is too large", "Pictures may have 20,971,520 bytes, a batch 32 MiB in all, other bodies 1 MiB.");
    public static readonly ProblemCode PictureTooLarge = new("picture_too_large", 413, "The picture has too many bytes", "Send at most 20,971,520 bytes; a smaller picture finds the same products.");
    public static readonly ProblemCode UnsupportedMediaType = new("unsupported_media_type", 415, "The body is of a type that the route does not read", "See the route's content types in /openapi/v1.json.");
    public static readonly ProblemCode UnsupportedPicture = new("unsupported_picture", 415, "The picture's format is not read", "Send a JPEG, PNG or WebP picture.");
    public static readonly ProblemCode Unprocessable = new("unprocessable", 422, "The request cannot be carried out", "See detail.");
    public static readonly ProblemCode TooManyPixels = new("too_many_pixels", 422, "The picture has too many pixels", "Send a smaller picture; the bound is Images:MaxPixels.");
    public static readonly ProblemCode CorruptPicture = new("corrupt_picture", 422, "The picture cannot be decoded", "It is empty, cut off or damaged; send it again.");
    public static readonly ProblemCode ForbiddenAddress = new("forbidden_address", 422, "The picture's address must not be connected to", "Only public http and https addresses are fetched; the operator may allow networks in Images:AllowedNetworks.");
    public static readonly ProblemCode ImageUnreachable = new("image_unreachable", 422, "The picture could not be fetched", "Check that the address answers with a picture.");
    public static readonly ProblemCode SourceNotConfigured = new("source_not_configured", 422, "This installation has no source for such a picture", "s3:// pictures need S3:Bucket, and S3:ServiceUrl for a server of your own.");
    public static readonly ProblemCode ModelUnavailable = new("model_unavailable", 422, "The model is not present or not as it was", "detail says what is missing and how to get it.");
    public static readonly ProblemCode TooManyRequests = new("too_many_requests", 429, "Too many requests", "Wait the seconds that Retry-After names, and send fewer at once.");
    public static readonly ProblemCode ClientClosed = new("client_closed_request", 499, "The client went away", "No client sees this one; it is what the access log shows.");
    public static readonly ProblemCode Internal = new("internal", 500, "The server made a mistake", "Tell the operator the trace_id.");
    public static readonly ProblemCode NotImplemented = new("not_configured", 501, "This installation is not configured for it", "detail names the setting.");
    public static readonly ProblemCode CatalogueUnavailable = new("catalogue_unavailable", 503, "The catalogue is not available", "Try again after the seconds that Retry-After names.");
    public static readonly ProblemCode VectorsUnavailable = new("vectors_unavailable", 503, "The vector index is not available", "Try again after the seconds that Retry-After names.");
    public static readonly ProblemCode NoWebhookSecret = new("no_webhook_secret", 503, "No secret for events is configured", "The operator sets Webhooks:Secrets; send the event again afterwards.");
    public static readonly ProblemCode Unavailable = new("unavailable", 503, "A part that the answer needs is not available", "Try again after the seconds that Retry-After names.");
    public static readonly ProblemCode PictureStoreUnavailable = new("picture_store_unavailable", 503, "The picture store is not available", "Try again after the seconds that Retry-After names.");
    public static readonly ProblemCode TimedOut = new("timed_out", 503, "The answer took too long", "Try again after the seconds that Retry-After names.");

    /// <summary>Every code above, in the order of status.</summary>
    public static IReadOnlyList<ProblemCode> All { get; } =
    [
        Invalid, MalformedRequest, KeyRequired, UnknownKey, SignatureRequired, BadSignature, StaleTimestamp, NoKeyConfigured, ScopeMissing, NotFound, ProductNotFound, SearchNotFound, PictureNotFound,
        GenerationNotFound, MethodNotAllowed, NotAcceptable, RequestTimeout, Conflict, ExternalIdInUse, ModelWithoutText, TooManyPictures, GenerationExists,
        GenerationIncomplete, GenerationInUse, NoGenerationBefore, ComparisonRuns, PreconditionFailed, BodyTooLarge,
        PictureTooLarge, UnsupportedMediaType, UnsupportedPicture, Unprocessable, TooManyPixels, CorruptPicture, ForbiddenAddress, ImageUnreachable,
        ModelUnavailable, SourceNotConfigured, TooManyRequests, ClientClosed, Internal, NotImplemented, CatalogueUnavailable, VectorsUnavailable, PictureStoreUnavailable,
        NoWebhookSecret, Unavailable, TimedOut,
    ];

    /// <summary>The code of an answer that has a status and nothing else, such as a 404 of routing.</summary>
    public static ProblemCode OfStatus(int status) => status switch
    {
        400 => MalformedRequest,
        401 => KeyRequired,
        403 => ScopeMissing,
        404 => NotFound,
        405 => MethodNotAllowed,
        406 => NotAcceptable,
        408 => RequestTimeout,
        409 => Conflict,
        412 => PreconditionFailed,
        413 => BodyTooLarge,
        415 => UnsupportedMediaType,
        422 => Unprocessable,
        429 => TooManyRequests,
        499 => ClientClosed,
        501 => NotImplemented,
        502 or 503 or 504 => Unavailable,
        >= 500 => Internal,
        _ => MalformedRequest,
    };
}
