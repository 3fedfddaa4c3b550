using Microsoft.EntityFrameworkCore;

namespace VisualSearch.Engine.Catalogue;

/// <summary>The way to the catalogue: pooled contexts, and one exception for a database that refuses service. Thread-safe.</summary>
internal abstract class CatalogueDatabase(CatalogueMetrics metrics) : IDisposable
{
    protected CatalogueMetrics Metrics => metrics;

    /// <summary>Where it is, for people: a file, or a server and the database there.</summary>
    public abstract string Place { get; }

    /// <summary>True when one process has the database to itself, by the lock of <see cref="DataDirectory"/>.</summary>
    public abstract bool HasOneOwner { get; }

    /// <exception cref="CatalogueUnavailableException">The database refused service.</exception>
    public virtual async Task<T> ReadAsync<T>(Func<CatalogueContext, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            await using CatalogueContext context = Open();
            return await read(context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsUnavailable(failure))
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

    /// <summary>
    /// Runs the change in a transaction of its own and commits it; an exception undoes all of it. When this returns, the change survives the end of the process.
    /// The change may be run more than once, each time on a fresh context and after the last one was undone, so it touches nothing but the context.
    /// </summary>
    /// <exception cref="CatalogueUnavailableException">The database refused service; nothing was changed, unless the message says that this is not known.</exception>
    public abstract Task<T> WriteAsync<T>(Func<CatalogueContext, CancellationToken, Task<T>> change, CancellationToken cancellationToken);

    /// <summary>Brings the schema up to date.</summary>
    /// <exception cref="CatalogueUnavailableException">The database refused service.</exception>
    public abstract Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Size and damage, for an operator.</summary>
    public abstract Task<DatabaseFacts> DescribeAsync(CatalogueContext context, CancellationToken cancellationToken);

    /// <summary>A context for a long read that streams; the caller disposes it.</summary>
    public abstract CatalogueContext Open();

    /// <summary>One step of such a read.</summary>
    /// <exception cref="CatalogueUnavailableException">The database refused service.</exception>
    public async Task<T> GuardAsync<T>(Func<Task<T>> step)
    {
        try
        {
            return await step().ConfigureAwait(false);
        }
        catch (Exception failure) when (IsUnavailable(failure))
        {
            throw Refused(failure);
        }
    }

    public abstract void Dispose();

    /// <summary>Whether the database refuses service, and no mistake of ours was made.</summary>
    protected virtual bool IsUnavailable(Exception failure) => CatalogueFailures.IsUnavailable(failure);

    protected CatalogueUnavailableException Refused(Exception failure)
    {
        metrics.RefusedService();
        return CatalogueFailures.Unavailable(failure);
    }
}

/// <param name="Bytes">Of the database.</param>
/// <param name="WalBytes">Of SQLite's write-ahead log.</param>
/// <param name="Damage">Null when a check found none, or there is none to make.</param>
/// <param name="Extensions">Of Postgres that text search makes use of, those present; null for SQLite.</param>
internal sealed record DatabaseFacts(long Bytes, long WalBytes, string? Damage, IReadOnlyList<string>? Extensions);
