using System.Data.Common;
using System.Text;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace VisualSearch.Engine.Catalogue.Postgres;

/// <summary>Makes commands fit for Postgres: queries of <see cref="RowLocks"/> lock their rows, and texts lose what no column can hold.</summary>
internal sealed class PostgresCommands : DbCommandInterceptor
{
    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Fit(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Fit(command);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        Fit(command);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Fit(command);
        return ValueTask.FromResult(result);
    }

    /// <summary>The text without NUL and without halves of surrogate pairs: a column of type text holds neither, and a client can send both.</summary>
    public static string Storable(string text)
    {
        if (!text.Contains('\0', StringComparison.Ordinal) && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text;
        }

        StringBuilder storable = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            storable.Append((rune.Value == 0 ? Rune.ReplacementChar : rune).ToString());
        }

        return storable.ToString();
    }

    private static void Fit(DbCommand command)
    {
        if (command.CommandText.StartsWith("-- " + RowLocks.Waiting, StringComparison.Ordinal))
        {
            command.CommandText += "\nFOR UPDATE";
        }
        else if (command.CommandText.StartsWith("-- " + RowLocks.Passing, StringComparison.Ordinal))
        {
            command.CommandText += "\nFOR UPDATE SKIP LOCKED";
        }

        foreach (DbParameter parameter in command.Parameters)
        {
            if (parameter.Value is string text)
            {
                parameter.Value = Storable(text);
            }
            else if (parameter.Value is string?[] texts && Array.Exists(texts, one => one is not null && !ReferenceEquals(Storable(one), one)))
            {
                parameter.Value = Array.ConvertAll(texts, one => one is null ? null : Storable(one));
            }
        }
    }
}
