using System.CommandLine;
using VisualSearch.Cli.Importing.Reading;
using VisualSearch.Cli.Importing.Writing;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Importing;

/// <summary><c>visualsearch import</c>.</summary>
internal static class ImportCommand
{
    public static Command Create(Session session)
    {
        ImportOptions options = new();
        ExampledCommand command = new(
            "import",
            "Products from a table, from JSON Lines or from a folder of pictures, into a server or a data folder",
            ("visualsearch import catalog.csv --data shop", "into a data folder, made if need be, and index it"),
            ("visualsearch import catalog.csv --url http://localhost:8000", "through a running server; doing it again changes nothing"),
            ("visualsearch import catalog.csv --dry-run --map title=product_name --map brand=", "what would become of it, with one column named and one left out"),
            ("visualsearch import price.csv --delimiter tab --encoding cp1251 --images photos --errors refused.csv", "a table as spreadsheets write it, pictures in a folder, refused rows in a file"),
            ("visualsearch import photos --data shop", "each picture a product, each folder in it a category"),
            ("visualsearch import - --format jsonl", "from standard input"));
        options.AddTo(command);
        command.SetAction((line, cancellationToken) => RunAsync(session, line, options, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, ParseResult line, ImportOptions options, CancellationToken cancellationToken)
    {
        ImportSettings settings = options.Read(line);
        ColumnMap map = ColumnMap.Read(settings.Maps);
        await using RowSource source = await RowSources.OpenAsync(settings, cancellationToken);
        CheckColumns(source, map, settings);
        RowReader reader = new(map, new PictureFolder(settings.PictureFolder, settings.AllowOutside), settings.IdFrom, settings.Attributes);
        if (line.GetValue(options.DryRun))
        {
            return await PreviewAsync(session, line, settings, source, map, reader, cancellationToken);
        }

        using Target target = await TargetFinder.FindAsync(session.TargetOf(line), create: true, cancellationToken);
        await using IProductSink sink = target switch
        {
            Target.Server(var api) => new ServerSink(api),
            Target.Folder folder => await FolderSink.OpenAsync(folder, settings.Index, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(line), target, null),
        };
        return (int)await new ImportSession(session, line, settings, source, reader, sink).RunAsync(cancellationToken);
    }

    private static async Task<int> PreviewAsync(Session session, ParseResult line, ImportSettings settings, RowSource source, ColumnMap map, RowReader reader, CancellationToken cancellationToken)
    {
        using RefusedRows refused = new(settings.ErrorFile, 0, message => session.Remark(line, message));
        ImportPreview preview = await DryRun.ReadAsync(source, map, reader, refused, settings.MaxErrors, cancellationToken);
        if (session.Json(line))
        {
            session.Screen.WriteJson(preview);
        }
        else
        {
            DryRun.Show(session.Screen, preview, settings.Attributes);
        }

        return (int)(preview.Refused > 0 ? ExitCode.Partly : ExitCode.Done);
    }

    /// <summary>What is wrong with every row is said once, before the first.</summary>
    /// <exception cref="CommandFailedException">No row can be read so.</exception>
    public static void CheckColumns(RowSource source, ColumnMap map, ImportSettings settings)
    {
        if (source.Columns is not { } columns)
        {
            return;
        }

        ColumnLayout layout = map.LayoutOf(columns);
        string are = $"The columns of {source.Name} are: {string.Join(", ", columns)}.";
        if (layout.Missing.Count > 0)
        {
            throw new CommandFailedException(ExitCode.WrongUsage, $"--map names a column that is not there: {string.Join(", ", layout.Missing)}. {are}");
        }

        if (!layout.Fills(Field.Title))
        {
            throw new CommandFailedException(ExitCode.WrongUsage, $"No column is the title: say which with --map title=COLUMN. {are}");
        }

        if (!layout.Fills(Field.ExternalId) && settings.IdFrom == IdSource.Column)
        {
            throw new CommandFailedException(ExitCode.WrongUsage, $"No column is the external id, by which a later import knows a product again: say which with --map external_id=COLUMN, or let --id-from title or row make one. {are}");
        }
    }
}
