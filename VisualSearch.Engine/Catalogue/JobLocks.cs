using Microsoft.EntityFrameworkCore.Storage;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Lets one process at a time do a job that several could begin, for as long as it takes. Thread-safe.</summary>
public sealed class JobLocks
{
    private readonly CatalogueDatabase _database;
    private readonly Lock _gate = new();
    private readonly HashSet<CatalogueLock> _held = [];

    internal JobLocks(CatalogueDatabase database) => _database = database;

    /// <summary>The right to do the job until it is disposed; null at once when somebody else does it.</summary>
    /// <exception cref="CatalogueUnavailableException">The catalogue, which knows who does what, cannot be asked.</exception>
    internal async Task<IAsyncDisposable?> TryTakeAsync(CatalogueLock job, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_held.Add(job))
            {
                return null;
            }
        }

        Held held = new(this, job);
        try
        {
            // A database with one owner has no other process beside it.
            if (_database.HasOneOwner || await held.LockAsync(_database, cancellationToken).ConfigureAwait(false))
            {
                return held;
            }
        }
        catch
        {
            await held.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await held.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <summary>A transaction that does nothing but hold the lock: it ends with this process, however that ends.</summary>
    private sealed class Held(JobLocks owner, CatalogueLock job) : IAsyncDisposable
    {
        private CatalogueContext? _context;
        private IDbContextTransaction? _transaction;
        private int _disposed;

        public Task<bool> LockAsync(CatalogueDatabase database, CancellationToken cancellationToken) => database.GuardAsync(async () =>
        {
            _context = database.Open();
            _transaction = await _context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            return await _context.TryLockAsync(job, cancellationToken).ConfigureAwait(false);
        });

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _disposed, 1) != 0)
            {
                return;
            }

            try
            {
                if (_transaction is not null)
                {
                    await _transaction.DisposeAsync().ConfigureAwait(false);
                }

                if (_context is not null)
                {
                    await _context.DisposeAsync().ConfigureAwait(false);
                }
            }
            finally
            {
                lock (owner._gate)
                {
                    owner._held.Remove(job);
                }
            }
        }
    }
}
