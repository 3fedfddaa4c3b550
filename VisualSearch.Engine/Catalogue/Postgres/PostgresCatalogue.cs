using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue.Postgres;

/// <summary>The catalogue in Postgres, shared by any number of processes; words in a table with a <c>tsvector</c> that the first migration makes.</summary>
internal sealed class PostgresCatalogue(DbContextOptions<PostgresCatalogue> options) : CatalogueContext(options)
{
    /// <summary>Beginnings of titles that the index of them holds, in characters.</summary>
    private const int IndexedBeginning = 200;

    /// <summary>Shared by all contexts of one database.</summary>
    public TextAbilities Abilities { get; set; } = new();

    public override string OrderedJoin => "JOIN";

    public override async Task<IAsyncDisposable> BeginSnapshotAsync(CancellationToken cancellationToken) =>
        await Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);

    public override Task LockAsync(CatalogueLock what, CancellationToken cancellationToken) =>
        Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({(long)what})", cancellationToken);

    public override Task<bool> TryLockAsync(CatalogueLock what, CancellationToken cancellationToken) =>
        Database.SqlQuery<bool>($"""SELECT pg_try_advisory_xact_lock({(long)what}) AS "Value" """).SingleAsync(cancellationToken);

    // A change of a product begins by locking its row, which this mode keeps out; plain reads go on.
    public override Task HoldProductsAsync(CancellationToken cancellationToken) => Database.ExecuteSqlAsync($"LOCK TABLE products IN EXCLUSIVE MODE", cancellationToken);

    public override async Task<ProductRow?> TakeProductAsync(ProductKey key, CancellationToken cancellationToken)
    {
        await using DbCommand command = await CommandAsync(cancellationToken).ConfigureAwait(false);
        ProductRow? row = await TakenProduct.ReadAsync(command, Model, key, cancellationToken).ConfigureAwait(false);
        return row is null ? null : Attach(row).Entity;
    }

    public override async Task<(bool Added, ProductRow? Product)> KeepEventAsync(WebhookEventRow received, CancellationToken cancellationToken)
    {
        await using DbCommand command = await CommandAsync(cancellationToken).ConfigureAwait(false);
        (bool added, ProductRow? row) = await TakenProduct.ReadAsync(command, Model, received, cancellationToken).ConfigureAwait(false);
        return (added, row is null ? null : Attach(row).Entity);
    }

    public override async Task SaveProductAsync(ProductRow row, ProductWords? words, long now, CancellationToken cancellationToken)
    {
        EntityEntry<ProductRow> entry = Entry(row);
        bool known = entry.State != EntityState.Added;
        bool alone = known && ChangeTracker.Entries().All(other => other.Entity == row || other.State == EntityState.Unchanged);
        if (!known)
        {
            await SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }

        // Before the pictures: a worker that claims the product takes them in this order as well.
        await using DbCommand command = await CommandAsync(cancellationToken).ConfigureAwait(false);
        await SavedProduct.FollowAsync(command, row, words, now, alone ? entry : null, cancellationToken).ConfigureAwait(false);
        if (alone)
        {
            ChangeTracker.AcceptAllChanges();
        }
        else if (known)
        {
            await SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task AddEmbeddingsAsync(long fingerprint, IReadOnlyList<(byte[] Content, byte[] Vector)> vectors, CancellationToken cancellationToken)
    {
        byte[][] contents = [.. vectors.Select(v => v.Content)];
        byte[][] values = [.. vectors.Select(v => v.Vector)];
        return Database.ExecuteSqlAsync(
            $"""
            INSERT INTO embeddings (fingerprint_id, content, vector)
            SELECT {fingerprint}, made.content, made.vector
            FROM (SELECT pg_advisory_xact_lock_shared({(long)CatalogueLock.Embeddings})) AS held, unnest({contents}, {values}) AS made(content, vector)
            ON CONFLICT (fingerprint_id, content) DO NOTHING
            """,
            cancellationToken);
    }

    public override Task AddSearchesAsync(IReadOnlyList<SearchLogEntry> searches, CancellationToken cancellationToken)
    {
        // One statement whatever the number of rows, so that it stays planned.
        string[] ids = [.. searches.Select(search => search.SearchId)];
        long[] times = [.. searches.Select(search => search.At.UtcTicks)];
        string[] kinds = [.. searches.Select(search => search.Kind)];
        string?[] texts = [.. searches.Select(search => search.Text)];
        string[] models = [.. searches.Select(search => search.Model)];
        int[] durations = [.. searches.Select(search => search.DurationMs)];
        string[] results = [.. searches.Select(search => string.Join(',', search.Results))];
        int[] skipped = [.. searches.Select(search => search.Skipped)];
        return Database.ExecuteSqlAsync(
            $"""
            INSERT INTO search_log (search_id, at, kind, text, model, duration_ms, results, skipped)
            SELECT * FROM unnest({ids}, {times}, {kinds}, {texts}, {models}, {durations}, {results}, {skipped})
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);
    }

    public override IQueryable<ProductRow> ProductsTitled(IReadOnlyList<string> words)
    {
        if (words.Count == 0)
        {
            return Products.Where(_ => false);
        }

        string query = PostgresWords.Query(words, "AB", unfinished: true, "&");
        return Products.FromSql($"SELECT * FROM products WHERE id IN (SELECT product_id FROM product_words WHERE words @@ {query}::tsquery)");
    }

    public override async Task<List<long>> FindTitlesAsync(IReadOnlyList<string> words, TitleMatch match, int limit, CancellationToken cancellationToken)
    {
        if (match == TitleMatch.Beginning)
        {
            string beginning = string.Join(' ', words);
            string pattern = beginning[..Math.Min(beginning.Length, IndexedBeginning)] + "%";
            return await Database.SqlQuery<long>($"""SELECT product_id AS "Value" FROM product_words WHERE left(title, 200) LIKE {pattern} AND starts_with(title, {beginning}) ORDER BY product_id LIMIT {limit}""")
                .ToListAsync(cancellationToken).ConfigureAwait(false);
        }

        string query = PostgresWords.Query(words, "A", unfinished: false, match == TitleMatch.Phrase ? "<->" : "&");
        return await Database.SqlQuery<long>($"""SELECT product_id AS "Value" FROM product_words WHERE words @@ {query}::tsquery ORDER BY product_id LIMIT {limit}""")
            .ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task TallyAsync(FacetTally tally, SearchFilter filter, WordMatch? match, CancellationToken cancellationToken)
    {
        await using DbCommand command = await CommandAsync(cancellationToken).ConfigureAwait(false);
        await PostgresFacets.TallyAsync(command, tally, filter, match, cancellationToken).ConfigureAwait(false);
    }

    public override async Task<List<(long Product, double Score)>> FindWordsAsync(IReadOnlyList<string> words, bool everyWord, SearchFilter filter, int limit, CancellationToken cancellationToken)
    {
        if (words.Count == 0)
        {
            return [];
        }

        await using DbCommand command = await CommandAsync(cancellationToken).ConfigureAwait(false);
        return await PostgresWordSearch.FindAsync(command, words, everyWord, filter, limit, cancellationToken).ConfigureAwait(false);
    }

    public override async Task<IReadOnlyList<string>?> CorrectAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (words.All(word => word.Length < PostgresWordSearch.ShortestCorrected)
            || !await Abilities.HasTrigramsAsync(this, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        await using DbCommand command = await CommandAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await PostgresWordSearch.CorrectAsync(command, words, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException gone) when (gone.SqlState == PostgresErrorCodes.UndefinedFunction)
        {
            Abilities.Forget();
            throw;
        }
    }

    private async Task<DbCommand> CommandAsync(CancellationToken cancellationToken)
    {
        await Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        NpgsqlCommand command = ((NpgsqlConnection)Database.GetDbConnection()).CreateCommand();
        command.Transaction = (NpgsqlTransaction?)Database.CurrentTransaction?.GetDbTransaction();
        return command;
    }
}
