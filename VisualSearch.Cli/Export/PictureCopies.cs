namespace VisualSearch.Cli.Export;

/// <summary>Where an export puts copies of the pictures that the shop keeps itself.</summary>
/// <param name="folder">Created when missing.</param>
/// <param name="relativeTo">Paths are written from this folder on, that of the exported file; null writes them whole.</param>
/// <param name="missing">Told, in a sentence, of each picture that could not be copied.</param>
internal sealed class PictureCopies(string folder, string? relativeTo, Action<string>? missing = null)
{
    private readonly string _folder = Directory.CreateDirectory(Path.GetFullPath(folder)).FullName;

    /// <summary>Pictures that could not be copied; the lines leave them out, since nothing could follow their addresses.</summary>
    public long Missing { get; private set; }

    public void Miss(string product, string picture, string why)
    {
        Missing++;
        missing?.Invoke($"The picture {picture} of the product {product} is left out: {why}");
    }

    /// <summary>Keeps the bytes under a name of its own and returns the path for the line.</summary>
    public async Task<string> SaveAsync(string name, byte[] content, CancellationToken cancellationToken)
    {
        string path = Path.Combine(_folder, name + ExtensionOf(content));
        if (!File.Exists(path))
        {
            string part = path + ".part";
            await File.WriteAllBytesAsync(part, content, cancellationToken);
            File.Move(part, path, overwrite: true);
        }

        return (relativeTo is null ? path : Path.GetRelativePath(relativeTo, path)).Replace('\\', '/');
    }

    private static string ExtensionOf(ReadOnlySpan<byte> content) => content switch
    {
        [0xFF, 0xD8, ..] => ".jpg",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => ".png",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] => ".webp",
        _ => string.Empty,
    };
}
