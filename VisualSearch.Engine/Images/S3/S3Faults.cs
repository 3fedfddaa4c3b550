using System.Net;
using Amazon.Runtime;

namespace VisualSearch.Engine.Images;

/// <summary>What goes wrong with S3, in our words; none of them names an address or a key.</summary>
internal static class S3Faults
{
    /// <summary>True for what the library throws when the server refuses, fails or cannot be reached.</summary>
    public static bool IsOne(Exception exception) =>
        exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or WebException or TimeoutException;

    /// <summary>True when there is no such object, or no such bucket.</summary>
    public static bool IsMissing(Exception exception) => exception is AmazonServiceException { StatusCode: HttpStatusCode.NotFound };

    public static bool IsNotModified(Exception exception) => exception is AmazonServiceException { StatusCode: HttpStatusCode.NotModified };

    /// <summary>Why a picture could not be had.</summary>
    public static PictureFailure ToPictureFailure(Exception exception) => exception switch
    {
        AmazonServiceException { ErrorCode: "NoSuchBucket" } => new(PictureProblem.Unreachable, "There is no such bucket."),
        AmazonServiceException { StatusCode: HttpStatusCode.NotFound } => new(PictureProblem.Unreachable, "There is no such object in the bucket."),
        // Keys and rights are mended by the operator, so it is worth coming back.
        AmazonServiceException { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => new(PictureProblem.Unreachable, "The bucket refuses access.", Transient: true),
        AmazonServiceException { StatusCode: HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect } => new(PictureProblem.Unreachable, "The bucket is in another region than S3:Region.", Transient: true),
        AmazonServiceException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests) } =>
            new(PictureProblem.Unreachable, "The bucket refused the request."),
        AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests } =>
            new(PictureProblem.Unreachable, "The bucket's server failed.", Transient: true),
        _ => new(PictureProblem.Unreachable, "The bucket's server could not be reached, or broke off.", Transient: true, HostAway: true),
    };

    /// <summary>The same for whoever expects a store.</summary>
    public static S3UnavailableException ToException(Exception exception) => new(ToPictureFailure(exception).Detail, exception);
}
