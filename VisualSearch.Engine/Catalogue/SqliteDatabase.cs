using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Catalogue;

/// <summary>One file and one writer at a time.</summary>
internal sealed class SqliteDatabase : CatalogueDatabase
{
    private readonly DataDirectory _directory;
    private readonly PooledDbContextFactory<SqliteCatalogue> _contexts;
    private readonly string _connectionString;

    // SQLite has one write lock for the file. Waiting here is fair and cancellable; waiting there is polling.
    private readonly SemaphoreSlim _writer = new(1, 1);

    public SqliteDatabase(DataDirectory directory, IOptions<CatalogueOptions> options, CatalogueMetrics metrics, ILoggerFactory loggers)
        : base(metrics)
    {
        _directory = directory;
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = directory.DatabaseFile,
            ForeignKeys = true,
            DefaultTimeout = Math.Max(1, (int)options.Value.BusyTimeout.TotalSeconds),
        }.ToString();
        _contexts = new PooledDbContextFactory<SqliteCatalogue>(new DbContextOptionsBuilder<SqliteCatalogue>()
            .UseSqlite(_connectionString)
            .UseLoggerFactory(loggers)
            .AddInterceptors(new SqliteSettings(options))
            .ConfigureWarnings(warnings => warnings.Log((RelationalEventId.CommandExecuted, LogLevel.Debug), (RelationalEventId.CommandError, LogLevel.Debug)))
            .Options);
    }

    public override string Place => _directory.DatabaseFile;

    public override bool HasOneOwner => true;

    public override CatalogueContext Open() => _contexts.CreateDbContext();

    public override async Task<T> WriteAsync<T>(Func<CatalogueContext, CancellationToken, Task<T>> change, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using CatalogueMetrics.WriteTimer timer = Metrics.TimeWrite();
            await using SqliteCatalogue context = await _contexts.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            T result = await change(context, cancellationToken).ConfigureAwait(false);
            // Not cancellable: whether it happened must be known.
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            return result;
        }
        catch (Exception failure) when (CatalogueFailures.IsUnavailable(failure))
        {
            throw Refused(failure);
        }
        finally
        {
            _writer.Release();
        }
    }

    public override async Task MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using SqliteCatalogue context = await _contexts.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
            // A process killed while migrating leaves this lock behind for ever. The data directory's own lock already keeps others out.
            await context.Database.ExecuteSqlAsync($"DROP TABLE IF EXISTS __EFMigrationsLock", cancellationToken).ConfigureAwait(false);
            await context.Database.MigrateAsync(cancellationToken).ConfigureAwait(false);
            await context.Database.ExecuteSqlAsync($"PRAGMA journal_mode = wal", cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (CatalogueFailures.IsUnavailable(failure))
        {
            throw Refused(failure);
        }
    }

    public override async Task<DatabaseFacts> DescribeAsync(CatalogueContext context, CancellationToken cancellationToken) => new(
        LengthOf(_directory.DatabaseFile),
        LengthOf(_directory.DatabaseFile + "-wal"),
        (await context.Database.SqlQuery<string>($"SELECT quick_check AS Value FROM pragma_quick_check").ToListAsync(cancellationToken).ConfigureAwait(false)) is ["ok"] or [] ? null : "The file is damaged: restore a backup.",
        null);

    /// <summary>Closes the idle connections, so that the file is whole (WAL folded in) and free.</summary>
    public override void Dispose()
    {
        using (SqliteConnection pooled = new(_connectionString))
        {
            SqliteConnection.ClearPool(pooled);
        }

        _writer.Dispose();
    }

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
