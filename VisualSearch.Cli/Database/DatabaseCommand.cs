using System.CommandLine;

namespace VisualSearch.Cli.Database;

/// <summary><c>visualsearch db</c>.</summary>
internal static class DatabaseCommand
{
    public static Command Create(Session session)
    {
        ExampledCommand command = new(
            "db",
            "The database of a data folder, or a Postgres: migrate, status, backup, restore",
            ("visualsearch db status --data /var/lib/visualsearch", "schema, size, damage"),
            ("visualsearch db backup shop.tar --data /var/lib/visualsearch", "while a server runs or not"));
        command.Subcommands.Add(DatabaseStatus.Create(session));
        command.Subcommands.Add(MigrateDatabase.Create(session));
        command.Subcommands.Add(BackupDatabase.Create(session));
        command.Subcommands.Add(RestoreDatabase.Create(session));
        return command;
    }
}
