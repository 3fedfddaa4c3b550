using Microsoft.EntityFrameworkCore;

namespace VisualSearch.Engine.Catalogue;

/// <summary>
/// Rows that are read to be changed in the same transaction. Where others write at the same time they are locked until it ends; SQLite's one writer needs none of it.
/// Rows of <c>product_index</c> are taken before those of <c>pictures</c>, and a product before both, so that two transactions do not wait for each other.
/// </summary>
internal static class RowLocks
{
    /// <summary>What a query begins with whose rows are to be locked.</summary>
    public const string Waiting = "taken when free";

    /// <summary>The same, for rows that are left out when somebody else has them.</summary>
    public const string Passing = "taken if free";

    /// <summary>Waits for whoever has one of the rows, and reads what that one left.</summary>
    public static IQueryable<T> Taken<T>(this IQueryable<T> rows) => rows.TagWith(Waiting);

    /// <summary>Passes over rows that somebody else has.</summary>
    public static IQueryable<T> TakenIfFree<T>(this IQueryable<T> rows) => rows.TagWith(Passing);
}
