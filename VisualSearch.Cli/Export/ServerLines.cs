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

    public async IAsyncEnumerable<string> ReadAsync(ExportRequest request, PictureFolder? pictures, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await api.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, AddressOf(request)), cancellationToken);
        await ApiConnection.ThrowOnProblemAsync(answer, cancellationToken);
        using StreamReader lines = new(await answer.Content.ReadAsStreamAsync(cancellationToken));
        while (await ReadAsync(lines, cancellationToken) is { } line)
        {
            yield return pictures is null ? line : await CopyAsync(line, pictures, cancellationToken);
        }
    }

    private static string AddressOf(ExportRequest request)
    {
        string address = $"api/v1/admin/export?embeddings={(request.Embeddings ? "true" : "false")}";
        if (request.Category is { } category)
        {
            address += "&category=" + Uri.EscapeDataString(category);
        }

        return request.Brand is { } brand ? address + "&brand=" + Uri.EscapeDataString(brand) : address;
    }

    private async Task<string?> ReadAsync(StreamReader lines, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadLineAsync(cancellationToken);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            throw new ApiProblemException($"The server at {api.Address} stopped in the middle of the export.", null, null, cut);
        }
    }

    /// <summary>The line with the server's own pictures replaced by copies.</summary>
    private async Task<string> CopyAsync(string line, PictureFolder pictures, CancellationToken cancellationToken)
    {
        JsonNode product = JsonNode.Parse(line)!;
        foreach (JsonNode? image in product["images"]!.AsArray())
        {
            string url = image!["url"]!.GetValue<string>();
            if (Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && new Uri(api.Address, "media/").IsBaseOf(address))
            {
                using HttpResponseMessage answer = await api.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, address), cancellationToken);
                await ApiConnection.ThrowOnProblemAsync(answer, cancellationToken);
                image["url"] = await pictures.SaveAsync(image["image_id"]!.GetValue<string>(), await answer.Content.ReadAsByteArrayAsync(cancellationToken), cancellationToken);
            }
        }

        return product.ToJsonString(AsTheServer);
    }
}
