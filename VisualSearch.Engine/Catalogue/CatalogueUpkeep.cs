using Microsoft.EntityFrameworkCore;

namespace VisualSearch.Engine.Catalogue;

/// <summary>What an operator asks of the database itself. Nothing here needs a model or an index.</summary>
public sealed class CatalogueUpkeep
{
    private readonly DataDirectory _directory;
    private readonly CatalogueDatabase _database;
    private readonly TimeProvider _time;

    internal CatalogueUpkeep(DataDirectory directory, CatalogueDatabase database, TimeProvider time)
    {
        _directory = directory;
        _database = database;
        _time = time;
    }

    /// <summary>Looks at the catalogue, beside the process that owns it if there is one. Reads the whole file.</summary>
    /// <exception cref="CatalogueUnavailableException">It cannot be opened.</exception>
    public Task<CatalogueCondition> LookAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        async (context, token) =>
        {
            string[] pending = [.. await context.Database.GetPendingMigrationsAsync(token).ConfigureAwait(false)];
            string[] applied = [.. await context.Database.GetAppliedMigrationsAsync(token).ConfigureAwait(false)];
            string[] unknown = [.. applied.Except(context.Database.GetMigrations(), StringComparer.Ordinal)];
            DatabaseFacts facts = await _database.DescribeAsync(context, token).ConfigureAwait(false);
            return new CatalogueCondition(
                _database.Place,
                facts.Bytes,
                facts.WalBytes,
                applied.LastOrDefault(),
                pending,
                unknown,
                pending.Length + unknown.Length == 0 ? await CountAsync(context, token).ConfigureAwait(false) : null,
                facts.Damage,
                _database.HasOneOwner ? DataDirectoryOwner.Find(_directory.Path)?.Process : null,
                facts.Extensions);
        },
        cancellationToken);

    /// <summary>Brings the schema up to date and returns the names of the migrations that were missing before.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process owns the folder; it has migrated at its start.</exception>
    /// <exception cref="CatalogueUnavailableException">The file cannot be opened or written.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        using DataDirectoryLock? own = _database.HasOneOwner ? await DataDirectoryLock.TakeAsync(_directory, _time, cancellationToken).ConfigureAwait(false) : null;
        if (own is not null)
        {
            RestoredFolder.Finish(_directory);
        }

        string[] pending = await _database.ReadAsync<string[]>(async (context, token) => [.. await context.Database.GetPendingMigrationsAsync(token).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false);
        await _database.MigrateAsync(cancellationToken).ConfigureAwait(false);
        return pending;
    }

    private static async Task<CatalogueCounts> CountAsync(CatalogueContext context, CancellationToken cancellationToken) => new(
        await context.Products.LongCountAsync(p => p.DeletedAt == null, cancellationToken).ConfigureAwait(false),
        await context.Products.LongCountAsync(p => p.DeletedAt != null, cancellationToken).ConfigureAwait(false),
        await context.Pictures.LongCountAsync(cancellationToken).ConfigureAwait(false),
        await context.Embeddings.LongCountAsync(cancellationToken).ConfigureAwait(false),
        await context.SearchLog.LongCountAsync(cancellationToken).ConfigureAwait(false));
}

/// <param name="File">The database's file, or <c>host:port/database</c>.</param>
/// <param name="Bytes">Of the file, the write-ahead log left out; of the database on a server.</param>
/// <param name="WalBytes">Of the write-ahead log.</param>
/// <param name="SchemaVersion">The last migration applied; null when there was none.</param>
/// <param name="PendingMigrations">Known to this program and not applied.</param>
/// <param name="UnknownMigrations">Applied and not known: a newer version has used this catalogue.</param>
/// <param name="Counts">Null when the schema is not this program's.</param>
/// <param name="Damage">Null when SQLite's quick check found none.</param>
/// <param name="OwnedBy">The process that has the folder now; null when none has, and on a server.</param>
/// <param name="Extensions">Of Postgres that text search makes use of, those present; null for a file.</param>
public sealed record CatalogueCondition(
    string File,
    long Bytes,
    long WalBytes,
    string? SchemaVersion,
    IReadOnlyList<string> PendingMigrations,
    IReadOnlyList<string> UnknownMigrations,
    CatalogueCounts? Counts,
    string? Damage,
    int? OwnedBy,
    IReadOnlyList<string>? Extensions);

/// <param name="Deleted">Tombstones.</param>
public sealed record CatalogueCounts(long Products, long Deleted, long Pictures, long Embeddings, long Searches);
