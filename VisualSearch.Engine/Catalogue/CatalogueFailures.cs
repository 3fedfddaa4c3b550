using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using VisualSearch.Engine.Catalogue.Postgres;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Tells a database that refuses service from a mistake of ours.</summary>
internal static class CatalogueFailures
{
    // https://www.sqlite.org/rescode.html, primary codes.
    private const int Permission = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int OutOfMemory = 7;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int LockProtocol = 15;
    private const int NotADatabase = 26;

    public static bool IsUnavailable(Exception exception) => exception switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is Permission or Busy or Locked or OutOfMemory or ReadOnly or InputOutput or Corrupt or Full or CannotOpen or LockProtocol or NotADatabase,
        NpgsqlException npgsql => PostgresFailures.IsUnavailable(npgsql),
        DbUpdateException { InnerException: { } inner } => IsUnavailable(inner),
        // EF Core's way to say that a failure looks passing.
        InvalidOperationException { InnerException: NpgsqlException or DbUpdateException } passing => IsUnavailable(passing.InnerException!),
        _ => false,
    };

    public static CatalogueUnavailableException Unavailable(Exception cause) =>
        new($"The catalogue refused service: {Root(cause).Message}", cause);

    /// <summary>What the database itself said.</summary>
    public static Exception Root(Exception failure) => failure is DbUpdateException or InvalidOperationException && failure.InnerException is { } inner ? Root(inner) : failure;
}
