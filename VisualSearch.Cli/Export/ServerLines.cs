using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Export;

/// <summary>Of a running server.</summary>
internal sealed class ServerLines(ApiConnection api) : ICatalogueLines
{
    private static readonly JsonSerializerOptions AsTheServer = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async IAsyncEnumerable<string> ReadAsync(ExportRequest request, PictureCopies? pictures, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await api.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, AddressOf(request)), cancellationToken);
        await ApiConnection.ThrowOnProblemAsync(answer, cancellationToken);
        using StreamReader lines = await api.OpenLinesAsync(answer, cancellationToken);
        while (await api.ReadLineAsync(lines, cancellationToken) is { } line)
        {
            yield return pictures is null ? line : await CopyAsync(line, pictures, cancellationToken);
        }
    }

    private static string AddressOf(ExportRequest request) =>
        Query.Of("api/v1/admin/export", [("embeddings", request.Embeddings ? "true" : "false"), ("category", request.Category), ("brand", request.Brand)]);

    /// <summary>The line with the server's own pictures replaced by copies; those that it does not give are left out.</summary>
    private async Task<string> CopyAsync(string line, PictureCopies pictures, CancellationToken cancellationToken)
    {
        JsonObject product = Parse(line);
        JsonArray images = product["images"]!.AsArray();
        foreach (JsonNode? image in images.ToArray())
        {
            string id = image!["image_id"]!.GetValue<string>();
            if (!IsOwn(image["url"]!.GetValue<string>(), id))
            {
                continue;
            }

            // Not by the address in the line: behind a proxy the server may know itself by another name than its clients do.
            using HttpResponseMessage answer = await api.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, "media/" + id), cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                image["url"] = await pictures.SaveAsync(id, await api.ReadBytesAsync(answer, cancellationToken), cancellationToken);
            }
            else
            {
                images.Remove(image);
                pictures.Miss(product["product_id"]!.GetValue<string>(), id, $"the server answered {(int)answer.StatusCode}.");
            }
        }

        return product.ToJsonString(AsTheServer);
    }

    private JsonObject Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line)!.AsObject();
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new ApiProblemException($"The server at {api.Address} wrote a line that is no product; it may have been cut off.", null, null, broken);
        }
    }

    /// <summary>Whether the server keeps the picture: it serves it under its id, which also becomes a file's name here and so must be one.</summary>
    private static bool IsOwn(string url, string id) =>
        id.Length > 0 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
        && Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
        && address.AbsolutePath.EndsWith("/media/" + id, StringComparison.Ordinal);
}
