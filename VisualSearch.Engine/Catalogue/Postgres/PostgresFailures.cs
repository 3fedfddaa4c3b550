using Npgsql;

namespace VisualSearch.Engine.Catalogue.Postgres;

/// <summary>What an error of Postgres means to us. Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html.</summary>
internal static class PostgresFailures
{
    private const int MostAttempts = 10;

    /// <summary>A conflict over a unique key is decided once its winner has committed; a third one is a mistake of ours.</summary>
    private const int MostUniqueAttempts = 3;

    /// <summary>A pool may hold connections of before a restart; these are cleared after the first, so a second loss is of the server.</summary>
    private const int MostLostConnections = 3;

    public static bool IsUnavailable(NpgsqlException failure) => failure is not PostgresException postgres || Class(postgres) switch
    {
        // Connection, authorization, no such database, rolled back by a conflict, resources, operator, system, damage.
        "08" or "28" or "3D" or "40" or "53" or "57" or "58" or "XX" => true,
        _ => postgres.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.InsufficientPrivilege
            or PostgresErrorCodes.ObjectNotInPrerequisiteState
            // The schema is not there yet.
            or PostgresErrorCodes.UndefinedTable,
    };

    /// <summary>The schema lacks something that this version knows.</summary>
    public static bool IsOlderSchema(Exception failure) =>
        CatalogueFailures.Root(failure) is PostgresException { SqlState: PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction };

    /// <summary>True when the transaction was undone for certain and another run may end otherwise.</summary>
    /// <param name="attempt">The one that failed; from 1.</param>
    /// <param name="committing">The commit had been sent.</param>
    public static bool MayRepeat(Exception failure, int attempt, bool committing) => CatalogueFailures.Root(failure) switch
    {
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } => attempt < MostAttempts,
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => !committing && attempt < MostUniqueAttempts,
        // An extension was dropped: what uses its functions has noticed, and does without.
        PostgresException { SqlState: PostgresErrorCodes.UndefinedFunction } => !committing && attempt == 1,
        { } other => !committing && attempt < MostLostConnections && IsLostConnection(other),
    };

    /// <summary>The server went, or ended this connection; another one may serve. A time-out is none: the server is there and slow.</summary>
    public static bool IsLostConnection(Exception failure) => CatalogueFailures.Root(failure) switch
    {
        PostgresException postgres => postgres.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown || Class(postgres) == "08",
        NpgsqlException { InnerException: TimeoutException } => false,
        NpgsqlException { InnerException: IOException or System.Net.Sockets.SocketException } => true,
        NpgsqlException => false,
        _ => false,
    };

    private static string Class(PostgresException failure) => failure.SqlState.Length >= 2 ? failure.SqlState[..2] : string.Empty;
}
