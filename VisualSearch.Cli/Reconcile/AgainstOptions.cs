using System.CommandLine;
using VisualSearch.Cli.Importing;
using VisualSearch.Cli.Importing.Reading;

namespace VisualSearch.Cli.Reconcile;

/// <summary>How the marketplace's export is read: as an import reads it.</summary>
internal sealed class AgainstOptions
{
    private readonly Option<string[]> _maps = new("--map") { Description = "The column of a field; nothing after = leaves the field out (repeatable)", HelpName = "FIELD=COLUMN", DefaultValueFactory = _ => [] };
    private readonly Option<bool> _attributes = new("--attributes") { Description = "Columns that fill no field are attributes" };
    private readonly Option<TableFormat?> _format = new("--format") { Description = "What the file is, when neither its name nor its beginning tells", HelpName = "csv|jsonl" };
    private readonly Option<string?> _separator = new("--delimiter") { Description = "What separates the values of a table, such as ; or tab (else found out)", HelpName = "CHARACTER" };
    private readonly Option<string?> _encoding = new("--encoding") { Description = "What the file is in, such as cp1251 (else UTF-8)", HelpName = "NAME" };

    public Option<string?> File { get; } = new("--against") { Description = "A full export of the marketplace, CSV or JSON Lines", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[File, _maps, _attributes, _format, _separator, _encoding])
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="CommandFailedException">A value that cannot be.</exception>
    public ImportSettings Read(ParseResult line, string file) => Directory.Exists(file)
        ? throw new CommandFailedException(ExitCode.WrongUsage, "--against takes a file, not a folder.")
        : new ImportSettings(
            file,
            ImportOptions.SeparatorOf(line.GetValue(_separator)),
            line.GetValue(_encoding),
            line.GetValue(_format),
            line.GetValue(_maps) ?? [],
            line.GetValue(_attributes),
            IdSource.Column,
            Pictures: null,
            AllowOutside: false,
            Jobs: 1,
            Restart: true,
            ErrorFile: null,
            MaxErrors: null,
            Index: false);
}
