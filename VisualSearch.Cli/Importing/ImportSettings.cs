using VisualSearch.Cli.Importing.Reading;

namespace VisualSearch.Cli.Importing;

/// <summary>What the user asked an import to do.</summary>
/// <param name="Source">A file, a folder, or <c>-</c>.</param>
/// <param name="Separator">Of a table; null to find out.</param>
/// <param name="Encoding">Of a text; null for UTF-8.</param>
/// <param name="Format">Null to find out.</param>
/// <param name="Maps">As written after <c>--map</c>.</param>
/// <param name="Attributes">Columns that fill no field become attributes.</param>
/// <param name="Pictures">Where picture files are; null for beside the file.</param>
/// <param name="AllowOutside">Picture files may lie anywhere.</param>
/// <param name="Jobs">Rows at once.</param>
/// <param name="Restart">From the first row, whatever an earlier run did.</param>
/// <param name="ErrorFile">Where refused rows are written; null for nowhere.</param>
/// <param name="MaxErrors">Refused rows after which nothing more is tried; null for no bound.</param>
/// <param name="Index">A folder is indexed to the end.</param>
internal sealed record ImportSettings(
    string Source,
    char? Separator,
    string? Encoding,
    TableFormat? Format,
    IReadOnlyList<string> Maps,
    bool Attributes,
    IdSource IdFrom,
    string? Pictures,
    bool AllowOutside,
    int Jobs,
    bool Restart,
    string? ErrorFile,
    long? MaxErrors,
    bool Index)
{
    /// <summary>Relative names of pictures are taken from here.</summary>
    public string PictureFolder => Pictures ?? (Directory.Exists(Source) ? Source : Source == RowSources.StandardInput ? Directory.GetCurrentDirectory() : Path.GetDirectoryName(Path.GetFullPath(Source))!);

    /// <summary>All that decides what a row of the same file becomes: an import under other settings is another import.</summary>
    public string Meaning => string.Join('\n', [Separator?.ToString(), Encoding, Format?.ToString(), string.Join('\t', Maps), Attributes.ToString(), IdFrom.ToString(), Path.GetFullPath(PictureFolder), AllowOutside.ToString()]);
}

/// <summary>How a text file is laid out.</summary>
internal enum TableFormat
{
    /// <summary>A header, and values with a separator between them.</summary>
    Csv,

    /// <summary>JSON Lines, or one JSON list.</summary>
    Jsonl,
}
