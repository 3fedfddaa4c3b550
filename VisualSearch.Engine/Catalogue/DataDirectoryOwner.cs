using System.Globalization;

namespace VisualSearch.Engine.Catalogue;

/// <summary>The process that owns a data folder, seen by one that does not.</summary>
/// <param name="Process">Its id; null when it could not be read.</param>
/// <param name="Address">Where it serves; null while it does not, or not over HTTP.</param>
public sealed record DataDirectoryOwner(int? Process, Uri? Address)
{
    /// <summary>Whether there is a catalogue in the folder, owned or not; one whose restoring was cut short counts, since the next to open it completes that.</summary>
    public static bool HasCatalogue(string folder) => File.Exists(DataDirectory.DatabaseFileIn(Path.GetFullPath(folder))) || RestoredFolder.IsReadyIn(Path.GetFullPath(folder));

    /// <summary>The owner of the folder; null when nobody owns it. What nobody owns now may be owned a moment later: taking it is what decides.</summary>
    public static DataDirectoryOwner? Find(string folder)
    {
        string path = Path.GetFullPath(folder);
        try
        {
            // Shared with others that look: two of them must not take each other for the owner.
            using FileStream free = new(DataDirectory.LockFileIn(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return null;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return null;
        }
        catch (IOException)
        {
            return Read(DataDirectory.OwnerFileIn(path));
        }
    }

    /// <summary>Says who owns the folder, for <see cref="Find"/> in another process.</summary>
    internal void Write(string file)
    {
        string[] lines = Address is null ? [Spoken(Process)] : [Spoken(Process), Address.ToString()];
        string draft = file + ".new";
        File.WriteAllLines(draft, lines);
        File.Move(draft, file, overwrite: true);
    }

    /// <summary>What an owner file says; nothing is known when there is none.</summary>
    internal static DataDirectoryOwner Read(string file)
    {
        try
        {
            string[] lines = File.ReadAllLines(file);
            return new DataDirectoryOwner(
                lines.Length > 0 && int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? process : null,
                lines.Length > 1 && Uri.TryCreate(lines[1], UriKind.Absolute, out Uri? address) ? address : null);
        }
        catch (IOException)
        {
            return new DataDirectoryOwner(null, null);
        }
    }

    private static string Spoken(int? process) => process?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;
}
