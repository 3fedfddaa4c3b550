using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace VisualSearch.Api.Http;

/// <summary>Reads a JSON body where a handler cannot name it in its signature (one route, several content types).</summary>
internal static class JsonBody
{
    /// <summary>A body whose members are read one by one; every string in it is whole Unicode.</summary>
    /// <exception cref="BadHttpRequestException">As <see cref="ReadAsync"/>, and 400 where a string is no text.</exception>
    public static async Task<JsonDocument> ReadDocumentAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        JsonDocument body = await ReadAsync<JsonDocument>(request, cancellationToken);
        if (WholeText.Holds(body.RootElement))
        {
            return body;
        }

        body.Dispose();
        throw new BadHttpRequestException("A string in the body is not valid Unicode.");
    }

    /// <exception cref="BadHttpRequestException">Not JSON by its type or in an unknown charset (415), malformed or empty (400, the member in <c>errors</c>), too large (413).</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.HasJsonContentType() || !HasKnownCharset(request))
        {
            throw new BadHttpRequestException("The body must be application/json, in UTF-8.", StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            return await request.ReadFromJsonAsync<T>(ApiJson.Options, cancellationToken)
                ?? throw new BadHttpRequestException("The body is null where an object is expected.");
        }
        catch (JsonException malformed)
        {
            throw new BadHttpRequestException("The body is not the JSON that this route reads.", malformed);
        }
    }

    private static bool HasKnownCharset(HttpRequest request)
    {
        MediaTypeHeaderValue type = request.GetTypedHeaders().ContentType!;
        try
        {
            return !type.Charset.HasValue || type.Encoding is not null;
        }
        catch (NotSupportedException)
        {
            // UTF-7, which the platform knows and will not read.
            return false;
        }
    }
}
