using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace VisualSearch.Engine.Catalogue.Postgres;

/// <summary>What of the schema depends on the server: extensions are made use of where they are, or may be created, and are done without elsewhere.</summary>
internal static class PostgresSchema
{
    public const string Trigrams = "pg_trgm";
    private const string Unaccent = "unaccent";

    /// <exception cref="CatalogueUnavailableException">The database cannot hold every text.</exception>
    public static async Task RefuseWrongEncodingAsync(CatalogueContext context, CancellationToken cancellationToken)
    {
        string encoding = await context.Database.SqlQuery<string>($"""SELECT current_setting('server_encoding') AS "Value" """).SingleAsync(cancellationToken).ConfigureAwait(false);
        if (encoding != "UTF8")
        {
            throw new CatalogueUnavailableException($"The database has the encoding {encoding}: create one with the encoding UTF8.");
        }
    }

    /// <summary>Creates the extensions that this user may create, and makes text search use those that are there. The caller has the lock of migrations.</summary>
    public static async Task UseExtensionsAsync(CatalogueContext context, CancellationToken cancellationToken)
    {
        await TryAsync(context, $"CREATE EXTENSION IF NOT EXISTS pg_trgm", cancellationToken).ConfigureAwait(false);
        await TryAsync(context, $"CREATE EXTENSION IF NOT EXISTS unaccent", cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> present = await ExtensionsAsync(context, cancellationToken).ConfigureAwait(false);
        if (present.Contains(Trigrams))
        {
            await TryAsync(context, $"CREATE INDEX IF NOT EXISTS ix_product_words_title_trigrams ON product_words USING gin (title gin_trgm_ops)", cancellationToken).ConfigureAwait(false);
        }

        // Words that were stored before the extension came keep their accents until a text of their product changes.
        await context.Database.ExecuteSqlAsync(
            present.Contains(Unaccent)
                ? (FormattableString)$"CREATE OR REPLACE FUNCTION catalogue_plain(word text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT unaccent(word)'"
                : $"CREATE OR REPLACE FUNCTION catalogue_plain(word text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT word'",
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Those of the extensions whose functions can be called.</summary>
    public static async Task<IReadOnlyList<string>> ExtensionsAsync(CatalogueContext context, CancellationToken cancellationToken) =>
        await context.Database.SqlQuery<string>(
            $"""
            SELECT name AS "Value" FROM (VALUES ({Trigrams}, 'word_similarity(text,text)'), ({Unaccent}, 'unaccent(text)')) AS wanted(name, call)
            WHERE to_regprocedure(call) IS NOT NULL
            """).ToListAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Whatever the reason, it is done without: no right to, not installed, in a schema that is not looked in.</summary>
    private static async Task TryAsync(CatalogueContext context, FormattableString statement, CancellationToken cancellationToken)
    {
        try
        {
            await context.Database.ExecuteSqlAsync(statement, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException refusal) when (refusal.SqlState is not (PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown))
        {
        }
    }
}
