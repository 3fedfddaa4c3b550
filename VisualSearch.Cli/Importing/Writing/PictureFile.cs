namespace VisualSearch.Cli.Importing.Writing;

/// <summary>Reads a picture's bytes from a file.</summary>
internal static class PictureFile
{
    /// <summary>What any server takes of one picture; a larger file need not be read to know that.</summary>
    private const long MostBytes = 20 * 1024 * 1024;

    /// <returns>The bytes, or why there are none.</returns>
    public static async Task<(byte[]? Content, string? Reason)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return new FileInfo(path).Length > MostBytes
                ? (null, $"The picture {path} has more than 20 MB.")
                : (await File.ReadAllBytesAsync(path, cancellationToken), null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, $"The picture {path} cannot be read: {failure.Message}");
        }
    }
}
