using System.CommandLine;
using VisualSearch.Cli.Importing.Reading;

namespace VisualSearch.Cli.Importing;

/// <summary>What the command line of an import can say.</summary>
internal sealed class ImportOptions
{
    private readonly Argument<string> _source = new("FILE") { Description = "A table (CSV), JSON Lines, a folder of pictures, or - for standard input" };

    private readonly Option<string[]> _maps = new("--map") { Description = "The column of a field; nothing after = leaves the field out (repeatable)", HelpName = "FIELD=COLUMN", DefaultValueFactory = _ => [] };

    private readonly Option<bool> _attributes = new("--attributes") { Description = "Keep columns that fill no field as attributes" };

    private readonly Option<IdSource> _idFrom = new("--id-from") { Description = "Where the external id comes from when a row has none; row suits files whose rows never move", HelpName = "title|row", DefaultValueFactory = _ => IdSource.Column };

    private readonly Option<TableFormat?> _format = new("--format") { Description = "What the file is, when neither its name nor its beginning tells", HelpName = "csv|jsonl" };

    private readonly Option<string?> _separator = new("--delimiter") { Description = "What separates the values of a table, such as ; or tab (else found out)", HelpName = "CHARACTER" };

    private readonly Option<string?> _encoding = new("--encoding") { Description = "What the file is in, such as cp1251 (else UTF-8)", HelpName = "NAME" };

    private readonly Option<string?> _pictures = new("--images") { Description = "Where pictures' files are (else beside the file)", HelpName = "FOLDER" };

    private readonly Option<bool> _allowOutside = new("--allow-outside") { Description = "Take pictures' files from anywhere, for a file that is trusted" };

    private readonly Option<int> _jobs = NumberOption.Between(new Option<int>("--jobs") { Description = "Rows at once", HelpName = "N", DefaultValueFactory = _ => 4 }, 1, 64);

    private readonly Option<bool> _restart = new("--restart") { Description = "Begin with the first row, though an earlier run was cut short" };

    private readonly Option<string?> _errors = new("--errors") { Description = "Write refused rows to this file, with the reasons", HelpName = "FILE" };

    private readonly Option<long?> _maxErrors = NumberOption.BetweenOrAbsent(new Option<long?>("--max-errors") { Description = "Stop after more refused rows than this", HelpName = "N" }, 0, long.MaxValue);

    private readonly Option<bool> _noIndex = new("--no-index") { Description = "Leave a data folder to be indexed by the next server on it" };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Check all rows and write nothing" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_source);
        foreach (Option option in (Option[])[_maps, _attributes, _idFrom, _format, _separator, _encoding, _pictures, _allowOutside, _jobs, DryRun, _restart, _errors, _maxErrors, _noIndex])
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="CommandFailedException">A value that cannot be.</exception>
    public ImportSettings Read(ParseResult line)
    {
        string? pictures = line.GetValue(_pictures);
        if (pictures is not null && !Directory.Exists(pictures))
        {
            throw new CommandFailedException(ExitCode.WrongUsage, $"There is no folder {pictures} for --images.");
        }

        return new ImportSettings(
            line.GetRequiredValue(_source),
            SeparatorOf(line.GetValue(_separator)),
            line.GetValue(_encoding),
            line.GetValue(_format),
            line.GetValue(_maps) ?? [],
            line.GetValue(_attributes),
            line.GetValue(_idFrom),
            pictures,
            line.GetValue(_allowOutside),
            line.GetValue(_jobs),
            line.GetValue(_restart),
            line.GetValue(_errors),
            line.GetValue(_maxErrors),
            !line.GetValue(_noIndex));
    }

    /// <exception cref="CommandFailedException">It is not one character.</exception>
    public static char? SeparatorOf(string? text) => text switch
    {
        null => null,
        "tab" or "\\t" => '\t',
        [var character] when char.IsAscii(character) && character is not ('"' or '\r' or '\n') => character,
        _ => throw new CommandFailedException(ExitCode.WrongUsage, "--delimiter takes one character, such as ; or tab."),
    };
}
