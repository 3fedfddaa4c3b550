using VisualSearch.Engine.Images;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>Finds the pictures that rows name: addresses as they are, anything else as a file below one folder.</summary>
/// <param name="folder">Relative paths are taken from it.</param>
/// <param name="allowOutside">A file may lie anywhere: the file that names it is trusted like a program.</param>
internal sealed class PictureFolder(string folder, bool allowOutside)
{
    private readonly string _root = RealPath(Path.GetFullPath(folder));

    /// <returns>The picture, or why there is none.</returns>
    public (RowPicture? Picture, string? Reason) Find(string text)
    {
        string name = text.Trim();
        if (name.Contains("://", StringComparison.Ordinal) || name.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return ImageReference.TryParse(name, out ImageReference? reference) && reference is ImageReference.Web or ImageReference.S3
                ? (new RowPicture.Address(reference.ToString()), null)
                : (null, $"The picture {Short(name)} is no address that pictures can be fetched from (http, https or s3).");
        }

        if (name.StartsWith(ImageReference.Kept.Prefix, StringComparison.Ordinal))
        {
            return (null, $"The picture {Short(name)} is one that only its own data folder knows; export with --pictures FOLDER.");
        }

        if (name.Contains('\0'))
        {
            return (null, "A picture's name contains a character that no file name has.");
        }

        // Written on Windows, read anywhere.
        string path = Path.GetFullPath(Path.Combine(_root, name.Replace('\\', Path.DirectorySeparatorChar)));
        if (!allowOutside && !IsInside(path))
        {
            return (null, $"The picture {Short(name)} lies outside the folder {_root}; allow that with --allow-outside, or name the pictures' folder with --images.");
        }

        return File.Exists(path)
            ? (new RowPicture.Local(path), null)
            : (null, $"The picture {Short(name)} is not there; looked in {_root}.");
    }

    private bool IsInside(string path) => IsBelow(path) && IsBelow(RealPath(path));

    private bool IsBelow(string path) => path.StartsWith(Path.EndsInDirectorySeparator(_root) ? _root : _root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path with every link on its way followed, so that a link cannot lead out of the folder unseen.</summary>
    private static string RealPath(string path)
    {
        string real = Path.GetPathRoot(path)!;
        foreach (string part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(real, part);
            try
            {
                FileSystemInfo entry = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
                real = entry.Exists && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target ? target.FullName : next;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                real = next;
            }
        }

        return real;
    }

    private static string Short(string name) => name.Length <= 120 ? name : name[..117] + "...";
}
