namespace VisualSearch.Cli.Export;

/// <summary>Where an export puts copies of the pictures that the shop keeps itself.</summary>
/// <param name="folder">Created when missing.</param>
/// <param name="relativeTo">Paths are written from this folder on, that of the exported file; null writes them whole.</param>
internal sealed class PictureFolder(string folder, string? relativeTo)
{
    private readonly string _folder = Directory.CreateDirectory(Path.GetFullPath(folder)).FullName;

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
