using System.Globalization;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>Tells whether a file changed: its size and the time of its last change, which for a link are those of what it leads to.</summary>
internal static class FileState
{
    /// <returns>A link that leads nowhere has a state too.</returns>
    public static string Of(FileInfo file)
    {
        FileInfo content = file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target : file;
        return content.Exists ? string.Create(CultureInfo.InvariantCulture, $"{content.Length}|{content.LastWriteTimeUtc.Ticks}") : "gone";
    }
}
