using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Database;

/// <summary><c>visualsearch db backup</c>.</summary>
internal static class BackupDatabase
{
    public static Command Create(Session session)
    {
        Argument<string> file = new("file") { Description = "The backup to write, a tar file" };
        Option<bool> force = new("--force") { Description = "Replace a file of that name" };
        ExampledCommand command = new(
            "backup",
            "Copies catalogue and kept pictures into one file, while a server runs or not",
            ("visualsearch db backup shop.tar --data /var/lib/visualsearch", "to be put back with db restore"),
            ("visualsearch db backup /backups/shop.tar --force --quiet --data /var/lib/visualsearch", "every night"));
        command.Arguments.Add(file);
        command.Options.Add(force);
        command.SetAction((line, cancellationToken) => RunAsync(session, line, Path.GetFullPath(line.GetRequiredValue(file)), line.GetValue(force), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, ParseResult line, string file, bool force, CancellationToken cancellationToken)
    {
        DatabaseServer.Refuse(session, line);
        Target.Folder folder = DatabaseFolder.Of(session, line, mustHold: true);
        if (File.Exists(file) && !force)
        {
            throw new CommandFailedException(ExitCode.Failed, $"{file} exists. Name another file, or replace it with --force.");
        }

        BackupReport report = await CatalogueHost.UseAsync(folder, own: false, engine => WriteAsync(session, line, engine.GetRequiredService<CatalogueBackup>(), file, cancellationToken), cancellationToken);
        if (session.Json(line))
        {
            session.Screen.WriteJson(new { file, report.Bytes, report.Facts.Products, report.Facts.Pictures, report.DamagedPictures });
        }
        else
        {
            session.Screen.OutputWriter.WriteLine($"Wrote {report.Facts.Products:N0} products and {report.Facts.Pictures:N0} kept pictures, {report.Bytes:N0} bytes, to {file}.");
        }

        foreach (string picture in report.DamagedPictures)
        {
            session.Screen.Say($"The kept picture {picture} is damaged and was left out.");
        }

        return (int)(report.DamagedPictures.Count == 0 ? ExitCode.Done : ExitCode.Partly);
    }

    private static async Task<BackupReport> WriteAsync(Session session, ParseResult line, CatalogueBackup backup, string file, CancellationToken cancellationToken)
    {
        try
        {
            return session.ShowsProgress(line)
                ? await session.Screen.Error.Status().StartAsync("Copying the catalogue", status => backup.WriteAsync(file, pictures => status.Status = $"Copying pictures: {pictures:N0}", cancellationToken))
                : await backup.WriteAsync(file, _ => { }, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.Failed, $"{file} cannot be written: {failure.Message}", failure);
        }
    }
}
