namespace VisualSearch.Cli.Targets;

/// <summary>Finds the files that a list of pictures names, below one folder: a list that came from elsewhere must not have other files of this machine read and sent.</summary>
/// <param name="folder">Relative paths are taken from it.</param>
/// <param name="allowOutside">A file may lie anywhere: the list that names it is trusted like a program.</param>
internal sealed class LocalPictures(string folder, bool allowOutside)
{
    /// <summary>Links followed on the way to one file; as many as Linux follows.</summary>
    private const int MostLinks = 40;

    private readonly string _root = RealPath(Path.GetFullPath(folder)) ?? Path.GetFullPath(folder);

    /// <returns>The file, or why there is none.</returns>
    public (string? Path, string? Reason) FindFile(string name)
    {
        if (name.Contains('\0'))
        {
            return (null, "A picture's name contains a character that no file name has.");
        }

        // Written on Windows, read anywhere.
        string path = Path.GetFullPath(Path.Combine(_root, name.Replace('\\', Path.DirectorySeparatorChar)));
        if (!allowOutside && !(IsBelow(path) && RealPath(path) is { } real && IsBelow(real)))
        {
            return (null, $"The picture {Short(name)} lies outside the folder {_root}; allow that with --allow-outside, or name the pictures' folder with --images.");
        }

        return File.Exists(path)
            ? (path, null)
            : (null, $"The picture {Short(name)} is not there; looked in {_root}.");
    }

    private bool IsBelow(string path) => path.StartsWith(Path.EndsInDirectorySeparator(_root) ? _root : _root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path without links: where one leads is walked from the root again, since each folder on that way may be a link too. Null when that does not end, or cannot be seen.</summary>
    private static string? RealPath(string path)
    {
        string real = Path.GetPathRoot(path)!;
        Stack<string> left = new(Parts(path).Reverse());
        int links = 0;
        while (left.TryPop(out string? part))
        {
            string next = Path.Combine(real, part);
            string? target;
            try
            {
                target = new FileInfo(next).LinkTarget;
            }
            catch (Exception unseen) when (unseen is IOException or UnauthorizedAccessException)
            {
                return null;
            }

            if (target is null)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
            {
                return null;
            }

            string led = Path.GetFullPath(Path.Combine(real, target));
            real = Path.GetPathRoot(led)!;
            foreach (string step in Parts(led).Reverse())
            {
                left.Push(step);
            }
        }

        return real;
    }

    private static string[] Parts(string path) => path[Path.GetPathRoot(path)!.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A name for a message.</summary>
    public static string Short(string name) => name.Length <= 120 ? name : name[..117] + "...";
}
