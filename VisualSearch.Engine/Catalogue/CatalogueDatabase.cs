using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Catalogue;

/// <summary>The way to the catalogue: pooled contexts, one writer at a time in this process, and one exception for a database that refuses service. Thread-safe.</summary>
internal sealed class CatalogueDatabase : IDisposable
{
    private readonly PooledDbContextFactory<SqliteCatalogue> _contexts;
    private readonly CatalogueMetrics _metrics;
    private readonly string _connectionString;

    // SQLite has one write lock for the file. Waiting here is fair and cancellable; waiting there is polling.
    private readonly SemaphoreSlim _writer = new(1, 1);

    public CatalogueDatabase(DataDirectory directory, IOptions<CatalogueOptions> options, CatalogueMetrics metrics, ILoggerFactory loggers)
    {
        _metrics = metrics;
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

    /// <exception cref="CatalogueUnavailableException">The database refused service.</exception>
    public async Task<T> ReadAsync<T>(Func<CatalogueContext, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            await using SqliteCatalogue context = await _contexts.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
            return await read(context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (CatalogueFailures.IsUnavailable(failure))
        {
            throw Refused(failure);
        }
    }

    /// <summary>As <see cref="ReadAsync"/>; all queries in it see one state.</summary>
    public Task<T> ReadSnapshotAsync<T>(Func<CatalogueContext, CancellationToken, Task<T>> read, CancellationToken cancellationToken) => ReadAsync(
        async (context, token) =>
        {
            await using IAsyncDisposable snapshot = await context.BeginSnapshotAsync(token).ConfigureAwait(false);
            return await read(context, token).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Runs the change in a transaction of its own and commits it; an exception undoes all of it. When this returns, the change survives the end of the process.</summary>
    /// <exception cref="CatalogueUnavailableException">The database refused service; nothing was changed.</exception>
    public async Task<T> WriteAsync<T>(Func<CatalogueContext, CancellationToken, Task<T>> change, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using CatalogueMetrics.WriteTimer timer = _metrics.TimeWrite();
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

    /// <summary>Brings the schema up to date.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
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

    /// <summary>A context for a long read that streams; the caller disposes it.</summary>
    public CatalogueContext Open() => _contexts.CreateDbContext();

    /// <summary>One step of such a read.</summary>
    /// <exception cref="CatalogueUnavailableException">The database refused service.</exception>
    public async Task<T> GuardAsync<T>(Func<Task<T>> step)
    {
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (Exception failure) when (CatalogueFailures.IsUnavailable(failure))
        {
            throw Refused(failure);
        }
    }

    private CatalogueUnavailableException Refused(Exception failure)
    {
        _metrics.RefusedService();
        return CatalogueFailures.Unavailable(failure);
    }

    /// <summary>Closes the idle connections, so that the file is whole (WAL folded in) and free.</summary>
    public void Dispose()
    {
        using (SqliteConnection pooled = new(_connectionString))
        {
            SqliteConnection.ClearPool(pooled);
        }

        _writer.Dispose();
    }
}
