using System.Net;
using System.Net.Http.Headers;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Importing.Writing;

/// <summary>Products and their pictures as a server's public contract has them. Every method throws <see cref="ApiProblemException"/> for what the server will not do.</summary>
internal sealed class ServerProducts(ApiConnection api)
{
    public static string PathOf(string externalId) => "api/v1/products/ext:" + Uri.EscapeDataString(externalId);

    /// <summary>Null when there is no such product.</summary>
    public async Task<ServerProduct?> FindAsync(string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await api.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        try
        {
            await ThrowOnProblemAsync(answer, cancellationToken);
        }
        catch (ApiProblemException problem) when (problem.Status == HttpStatusCode.NotFound)
        {
            return null;
        }

        return await api.ReadBodyAsync<ServerProduct>(answer, cancellationToken);
    }

    /// <param name="images">Null leaves the product's pictures alone.</param>
    public async Task<(ServerProduct Product, bool Created)> PutAsync(string path, ProductDetails details, IReadOnlyList<string>? images, CancellationToken cancellationToken)
    {
        byte[] body = ServerProduct.ToBody(details, images);
        using HttpResponseMessage answer = await api.SendAsync(() => new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonOf(body) }, cancellationToken);
        await ThrowOnProblemAsync(answer, cancellationToken);
        return (await api.ReadBodyAsync<ServerProduct>(answer, cancellationToken), answer.StatusCode == HttpStatusCode.Created);
    }

    /// <summary>Whether it was there or not, the product is gone afterwards.</summary>
    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await api.SendAsync(() => new HttpRequestMessage(HttpMethod.Delete, path), cancellationToken);
        if (answer.StatusCode != HttpStatusCode.NotFound)
        {
            await ThrowOnProblemAsync(answer, cancellationToken);
        }
    }

    /// <returns>False when there is no such product.</returns>
    public async Task<bool> FetchAgainAsync(string externalId, CancellationToken cancellationToken)
    {
        byte[] body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { Scope = "pictures", ProductIds = new[] { ProductKey.ExternalPrefix + externalId } }, ApiConnection.Json);
        using HttpResponseMessage answer = await api.SendAsync(() => new HttpRequestMessage(HttpMethod.Post, "api/v1/admin/reindex") { Content = JsonOf(body) }, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }

        await ThrowOnProblemAsync(answer, cancellationToken);
        return true;
    }

    /// <returns>The product afterwards, and the picture's address.</returns>
    public async Task<(ServerProduct Product, string Address)> UploadAsync(string path, string file, CancellationToken cancellationToken)
    {
        byte[] content = await File.ReadAllBytesAsync(file, cancellationToken);
        using HttpResponseMessage answer = await api.SendAsync(() => new HttpRequestMessage(HttpMethod.Post, path + "/images") { Content = FormOf(file, content) }, cancellationToken);
        await ThrowOnProblemAsync(answer, cancellationToken);
        ServerProduct product = await api.ReadBodyAsync<ServerProduct>(answer, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Created)
        {
            return (product, answer.Headers.Location!.OriginalString);
        }

        // The product has it already, at any place: a first answer was lost, or the server had lost the file until now. Its content says which it is.
        return (await KeptAsync(product, cancellationToken)).TryGetValue(ContentHash.Of(content).ToString(), out string? address)
            ? (product, address)
            : throw new ApiProblemException($"The server has the picture {file} already and does not show it.", answer.StatusCode, null);
    }

    /// <summary>Content to address, of the pictures that the server keeps of this product; not of those whose file it has lost.</summary>
    public async Task<Dictionary<string, string>> KeptAsync(ServerProduct product, CancellationToken cancellationToken)
    {
        Dictionary<string, string> kept = [];
        foreach (ServerPicture picture in product.Pictures.Where(picture => picture.IsKept))
        {
            if (await DownloadAsync(picture, cancellationToken) is { } content)
            {
                kept[ContentHash.Of(content).ToString()] = picture.Url;
            }
        }

        return kept;
    }

    /// <summary>The content of a picture that the server keeps; null when it has lost the file. A busy server has lost nothing.</summary>
    public async Task<byte[]?> DownloadAsync(ServerPicture picture, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await api.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, "media/" + picture.ImageId), cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await ThrowOnProblemAsync(answer, cancellationToken);
        return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>A path that the contract has and the server has not is no row's fault: whatever answers there, it is something else.</summary>
    private async Task ThrowOnProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            await ApiConnection.ThrowOnProblemAsync(answer, cancellationToken);
        }
        catch (ApiProblemException problem) when (problem is { Code: null, Status: HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed })
        {
            throw new CommandFailedException(ExitCode.Failed, $"What answers at {api.Address} does not know products ({(int)problem.Status}); is it VisualSearch?", problem);
        }
    }

    private static ByteArrayContent JsonOf(byte[] body)
    {
        ByteArrayContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static MultipartFormDataContent FormOf(string file, byte[] content)
    {
        ByteArrayContent picture = new(content);
        picture.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return new MultipartFormDataContent { { picture, "file", Path.GetFileName(file) } };
    }
}
