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
    /// <exception cref="ApiProblemException">The server will not give or remove one, has lost a file, or shows one by a signed address alone; none was removed then.</exception>
    public async Task RemoveAsync(string path, ServerProduct product, HashSet<string> staying, CancellationToken cancellationToken)
    {
        ServerPicture[] going = [.. product.Pictures.Where(picture => !staying.Any(address => SameAddresses.IsSame(address, picture)))];
        if (going.FirstOrDefault(picture => picture.IsLent) is { } lent)
        {
            throw NotToBeHadBack($"picture {lent.ImageId}, which is shown by a signed address alone,");
        }

        foreach (ServerPicture picture in going.Where(picture => picture.IsKept))
        {
            byte[] content = await products.DownloadAsync(picture, cancellationToken) ?? throw NotToBeHadBack($"picture {picture.ImageId}, whose file the server has lost,");
            _folder ??= Directory.CreateTempSubdirectory("visualsearch-").FullName;
            string file = Path.Combine(_folder, $"{_files.Count}");
            await File.WriteAllBytesAsync(file, content, cancellationToken);
            _files[picture.ImageId] = file;
        }

        Any = true;
        await products.PutAsync(path, product.ToDetails(), [.. product.Pictures.Except(going).Select(picture => picture.Url)], cancellationToken);
    }

    /// <summary>Gives the product the pictures that it had, in their order, though under new addresses.</summary>
    /// <exception cref="ApiProblemException">The server will not take them back.</exception>
    public async Task PutBackAsync(string path, ServerProduct known, CancellationToken cancellationToken)
    {
        await products.PutAsync(path, known.ToDetails(), [.. known.Pictures.Where(picture => !_files.ContainsKey(picture.ImageId)).Select(picture => picture.Url)], cancellationToken);
        List<string> addresses = [];
        foreach (ServerPicture picture in known.Pictures)
        {
            addresses.Add(_files.TryGetValue(picture.ImageId, out string? file) ? (await products.UploadAsync(path, file, cancellationToken)).Address : picture.Url);
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

    private static ApiProblemException NotToBeHadBack(string which) =>
        new($"The product is full, and its {which} could not be put back if the row were refused; remove that picture first.", HttpStatusCode.Conflict, null);
}
