using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Images;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>Finds the pictures that rows name: addresses as they are, anything else as a file below one folder.</summary>
/// <param name="folder">Relative paths are taken from it.</param>
/// <param name="allowOutside">A file may lie anywhere: the file that names it is trusted like a program.</param>
internal sealed class PictureFolder(string folder, bool allowOutside)
{
    private readonly LocalPictures _files = new(folder, allowOutside);

    /// <returns>The picture, or why there is none.</returns>
    public (RowPicture? Picture, string? Reason) Find(string text)
    {
        string name = text.Trim();
        if (name.Contains("://", StringComparison.Ordinal) || name.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return ImageReference.TryParse(name, out ImageReference? reference) && reference is ImageReference.Web or ImageReference.S3
                ? (new RowPicture.Address(reference.ToString()), null)
                : (null, $"The picture {LocalPictures.Short(name)} is no address that pictures can be fetched from (http, https or s3).");
        }

        if (name.StartsWith(ImageReference.Kept.Prefix, StringComparison.Ordinal))
        {
            return (null, $"The picture {LocalPictures.Short(name)} is one that only its own data folder knows; export with --pictures FOLDER.");
        }

        (string? path, string? reason) = _files.FindFile(name);
        return path is null ? (null, reason) : (new RowPicture.Local(path), null);
    }
}
