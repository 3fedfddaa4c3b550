using System.Text.Json;

namespace VisualSearch.Api.Http;

/// <summary>Reads a JSON body where a handler cannot name it in its signature (one route, several content types).</summary>
internal static class JsonBody
{
    /// <exception cref="BadHttpRequestException">Not JSON by its type (415), malformed or empty (400, the member in <c>errors</c>), too large (413).</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            throw new BadHttpRequestException("The body must be application/json.", StatusCodes.Status415UnsupportedMediaType);
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
}
