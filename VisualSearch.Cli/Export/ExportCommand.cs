using System.CommandLine;
using Spectre.Console;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Export;

/// <summary><c>visualsearch export</c>.</summary>
internal sealed class ExportCommand
{
    private readonly Option<string?> _out = new("--out", "-o") { Description = "The file to write; without it, standard output", HelpName = "FILE" };
    private readonly Option<bool> _embeddings = new("--embeddings") { Description = "The pictures' vectors as well: base64 of little-endian float16" };
    private readonly Option<string?> _category = new("--category") { Description = "Only products of this category", HelpName = "NAME" };
    private readonly Option<string?> _brand = new("--brand") { Description = "Only products of this brand", HelpName = "NAME" };
    private readonly Option<string?> _pictures = new("--pictures") { Description = "Copy the pictures that the shop keeps itself into this folder; the lines then name the copies", HelpName = "FOLDER" };

    private ExportCommand()
    {
    }

    public static Command Create(Session session) => new ExportCommand().Build(session);

    private ExampledCommand Build(Session session)
    {
        ExampledCommand command = new(
            "export",
            "The catalogue as JSON Lines, a product a line, for import or any other program",
            ("visualsearch export --out shop.jsonl", "of the server on this machine; needs a key with the scope admin where keys are set"),
            ("visualsearch export --out backup/shop.jsonl --pictures backup/pictures --data /var/lib/visualsearch", "of a data folder, with the pictures that it keeps"),
            ("visualsearch export --embeddings --category Bags", "one category with its vectors, to standard output"));
        foreach (Option option in (Option[])[_out, _embeddings, _category, _brand, _pictures])
        {
            command.Options.Add(option);
        }

        command.SetAction((line, cancellationToken) => RunAsync(session, line, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(Session session, ParseResult line, CancellationToken cancellationToken)
    {
        using Target target = await TargetFinder.FindAsync(session.TargetOf(line), create: false, cancellationToken);
        ICatalogueLines source = target switch
        {
            Target.Server(var api) => new ServerLines(api),
            Target.Folder folder => new FolderLines(folder),
            _ => throw new ArgumentOutOfRangeException(nameof(line), target, null),
        };
        ExportRequest request = new(line.GetValue(_category), line.GetValue(_brand), line.GetValue(_embeddings));
        string? file = line.GetValue(_out) is { } named ? Path.GetFullPath(named) : null;
        long products;
        PictureCopies? pictures;
        try
        {
            pictures = line.GetValue(_pictures) is { } folder ? new PictureCopies(folder, file is null ? null : Path.GetDirectoryName(file), session.Screen.Say) : null;
            IAsyncEnumerable<string> lines = source.ReadAsync(request, pictures, cancellationToken);
            products = session.ShowsProgress(line) && file is not null
                ? await session.Screen.Error.Status().StartAsync("Exporting", status => WriteAsync(lines, file, session, count => status.Status = $"Exported {count:N0} products", cancellationToken))
                : await WriteAsync(lines, file, session, _ => { }, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.Failed, $"The export cannot be written: {failure.Message}", failure);
        }

        session.Remark(line, $"Exported {products:N0} products{(file is null ? "." : $" to {file}.")}");
        if (pictures is { Missing: > 0 })
        {
            session.Screen.Say($"{pictures.Missing:N0} pictures are not in it.");
            return (int)ExitCode.Partly;
        }

        return (int)ExitCode.Done;
    }

    private static async Task<long> WriteAsync(IAsyncEnumerable<string> lines, string? file, Session session, Action<long> progress, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return await CopyAsync(lines, session.Screen.OutputWriter, progress, cancellationToken);
        }

        // The name appears with the last line: half a catalogue must not be taken for one.
        string part = file + ".part";
        try
        {
            long count;
            await using (StreamWriter writer = new(part))
            {
                count = await CopyAsync(lines, writer, progress, cancellationToken);
            }

            File.Move(part, file, overwrite: true);
            return count;
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static async Task<long> CopyAsync(IAsyncEnumerable<string> lines, TextWriter writer, Action<long> progress, CancellationToken cancellationToken)
    {
        long count = 0;
        await foreach (string line in lines.WithCancellation(cancellationToken))
        {
            await writer.WriteAsync((line + "\n").AsMemory(), cancellationToken);
            progress(++count);
        }

        return count;
    }
}
