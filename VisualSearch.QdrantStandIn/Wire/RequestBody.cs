using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace VisualSearch.QdrantStandIn.Wire;

/// <summary>Reads bodies as the real server does: whatever the content type, up to 32 MiB, 128 levels deep.</summary>
internal static class RequestBody
{
    private const long Limit = 33_554_432;
    private const int Deepest = 127;

    /// <summary>An object; the caller disposes the document.</summary>
    public static async Task<JsonDocument> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > Limit)
        {
            throw TooLarge(request.ContentLength.Value);
        }

        using MemoryStream bytes = new();
        byte[] piece = new byte[65_536];
        int read;
        while ((read = await request.Body.ReadAsync(piece)) > 0)
        {
            bytes.Write(piece, 0, read);
            if (bytes.Length > Limit)
            {
                throw TooLarge(bytes.Length);
            }
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes.ToArray(), new JsonDocumentOptions { MaxDepth = Deepest });
        }
        catch (JsonException exception)
        {
            throw RefusalException.Format(bytes.Length == 0 ? "EOF while parsing a value at line 1 column 0" : exception.Message);
        }

        return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw RefusalException.Format($"invalid type: {document.RootElement.ValueKind}, expected struct");
    }

    private static RefusalException TooLarge(long bytes) => RefusalException.Of(400, $"JSON payload ({bytes} bytes) is larger than allowed (limit: {Limit} bytes).");
}
