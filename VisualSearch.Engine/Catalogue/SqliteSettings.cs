using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Settings that SQLite keeps per connection and not in the file.</summary>
internal sealed class SqliteSettings(IOptions<CatalogueOptions> options) : DbConnectionInterceptor
{
    // In WAL mode "normal" hands each commit to the operating system, which outlives the process, and waits for the disk at checkpoints only;
    // "full" waits at each commit. No memory map: its pages would count as the process's memory; the system's file cache serves the same.
    private readonly string _pragmas =
        $"PRAGMA synchronous = {(options.Value.SurvivePowerLoss ? "full" : "normal")}; PRAGMA cache_size = -4096; PRAGMA mmap_size = 0; PRAGMA temp_store = memory; PRAGMA journal_size_limit = 67108864;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Apply(connection);
        return Task.CompletedTask;
    }

    private void Apply(DbConnection connection)
    {
        using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants only.
        command.CommandText = _pragmas;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
