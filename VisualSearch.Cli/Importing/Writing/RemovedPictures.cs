using System.Net;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Importing.Writing;

/// <summary>
/// The content of pictures that were taken off a full product to make room for a row's: with the picture its address is gone for ever, so a row that is refused
/// after that can be undone only by sending them again. On disk, since they may be twenty of twenty megabytes.
/// </summary>
internal sealed class RemovedPictures(ServerProducts products) : IDisposable
{
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private string? _folder;

    /// <summary>Whether any may be gone from the product.</summary>
    public bool Any { get; private set; }

    /// <summary>Removes all of a product's pictures but some, when each can be had back.</summary>
    /// <exception cref="ApiProblemException">The server will not give or remove one, or has lost a file; none was removed then.</exception>
    public async Task RemoveAsync(string path, ServerProduct product, HashSet<string> staying, CancellationToken cancellationToken)
    {
        foreach (ServerPicture picture in product.Pictures.Where(picture => picture.IsKept && !staying.Contains(picture.Url)))
        {
            byte[] content = await products.DownloadAsync(picture, cancellationToken) ?? throw new ApiProblemException(
                $"The product is full, and its picture {picture.Url}, whose file the server has lost, could not be put back if the row were refused; remove that picture first.", HttpStatusCode.Conflict, null);
            _folder ??= Directory.CreateTempSubdirectory("visualsearch-").FullName;
            string file = Path.Combine(_folder, $"{_files.Count}");
            await File.WriteAllBytesAsync(file, content, cancellationToken);
            _files[picture.Url] = file;
        }

        Any = true;
        await products.PutAsync(path, product.ToDetails(), [.. product.Addresses.Where(staying.Contains)], cancellationToken);
    }

    /// <summary>Gives the product the pictures that it had, in their order, though under new addresses.</summary>
    /// <exception cref="ApiProblemException">The server will not take them back.</exception>
    public async Task PutBackAsync(string path, ServerProduct known, CancellationToken cancellationToken)
    {
        await products.PutAsync(path, known.ToDetails(), [.. known.Addresses.Where(address => !_files.ContainsKey(address))], cancellationToken);
        List<string> addresses = [];
        foreach (string address in known.Addresses)
        {
            addresses.Add(_files.TryGetValue(address, out string? file) ? (await products.UploadAsync(path, file, cancellationToken)).Address : address);
        }

        await products.PutAsync(path, known.ToDetails(), addresses, cancellationToken);
    }

    public void Dispose()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
