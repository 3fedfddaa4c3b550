using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Database;

/// <summary><c>visualsearch db restore</c>.</summary>
internal static class RestoreDatabase
{
    public static Command Create(Session session)
    {
        Argument<string> file = new("file") { Description = "What db backup wrote" };
        Option<bool> force = new("--force") { Description = "Replace the catalogue and the pictures that are there" };
        ExampledCommand command = new(
            "restore",
            "Puts a backup in place, with the server stopped; it is read and checked whole before anything is touched",
            ("visualsearch db restore shop.tar --data /var/lib/visualsearch", "into an empty folder"),
            ("visualsearch db restore shop.tar --data /var/lib/visualsearch --force", "in place of what is there"));
        command.Arguments.Add(file);
        command.Options.Add(force);
        command.SetAction((line, cancellationToken) => RunAsync(session, line, Path.GetFullPath(line.GetRequiredValue(file)), line.GetValue(force), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, ParseResult line, string file, bool force, CancellationToken cancellationToken)
    {
        DatabaseServer.Refuse(session, line);
        Target.Folder folder = DatabaseFolder.Of(session, line, mustHold: false);
        if (!File.Exists(file))
        {
            throw new CommandFailedException(ExitCode.Failed, $"There is no file {file}.");
        }

        RestoreResult result = await CatalogueHost.UseAsync(folder, own: false, engine => ReadAsync(session, line, engine.GetRequiredService<CatalogueRestore>(), file, force, cancellationToken), cancellationToken);
        if (result.Problem is { } problem)
        {
            throw new CommandFailedException(ExitCode.Failed, result.Outcome == RestoreOutcome.NotEmpty ? $"{problem} Replace it with --force; db backup keeps a copy of it." : problem);
        }

        BackupFacts facts = result.Facts!;
        if (session.Json(line))
        {
            session.Screen.WriteJson(new { folder = folder.Path, facts.CreatedAt, facts.Products, facts.Pictures });
        }
        else
        {
            session.Screen.OutputWriter.WriteLine($"Restored {facts.Products:N0} products and {facts.Pictures:N0} kept pictures of {facts.CreatedAt:u} to {folder.Path}.");
        }

        return (int)ExitCode.Done;
    }

    private static async Task<RestoreResult> ReadAsync(Session session, ParseResult line, CatalogueRestore restore, string file, bool force, CancellationToken cancellationToken)
    {
        try
        {
            return session.ShowsProgress(line)
                ? await session.Screen.Error.Status().StartAsync("Reading the backup", status => restore.RunAsync(file, force, pictures => status.Status = $"Reading pictures: {pictures:N0}", cancellationToken))
                : await restore.RunAsync(file, force, _ => { }, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.Failed, $"{file} could not be restored, and nothing was changed: {failure.Message}", failure);
        }
    }
}
