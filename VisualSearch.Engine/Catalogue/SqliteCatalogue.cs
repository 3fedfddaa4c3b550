using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>The catalogue in one SQLite file; words in an FTS5 table that the first migration makes.</summary>
internal sealed class SqliteCatalogue(DbContextOptions<SqliteCatalogue> options) : CatalogueContext(options)
{
    /// <summary>Values of one entry of the search log.</summary>
    private const int LoggedValues = 8;

    /// <summary>Weights of title, labels, article, description: a word in the title says more than the same word in a long text.</summary>
    private const string Rank = "bm25(product_words, 10.0, 4.0, 6.0, 1.0)";

    public override async Task<IAsyncDisposable> BeginSnapshotAsync(CancellationToken cancellationToken)
    {
        await Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        // Deferred: takes no write lock; the first read fixes what all of them see.
        DbTransaction snapshot = ((SqliteConnection)Database.GetDbConnection()).BeginTransaction(deferred: true);
        return (await Database.UseTransactionAsync(snapshot, cancellationToken).ConfigureAwait(false))!;
    }

    public override Task LockAsync(CatalogueLock what, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task<bool> TryLockAsync(CatalogueLock what, CancellationToken cancellationToken) => Task.FromResult(true);

    public override Task HoldProductsAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override string OrderedJoin => "CROSS JOIN";

    public override Task<ProductRow?> TakeProductAsync(ProductKey key, CancellationToken cancellationToken)
    {
        long id = key.Id?.Value ?? 0;
        string? externalId = key.ExternalId;
        IQueryable<ProductRow> products = Products.Include(p => p.Pictures);
        return externalId is null
            ? products.FirstOrDefaultAsync(p => p.Id == id, cancellationToken)
            : products.FirstOrDefaultAsync(p => p.ExternalId == externalId, cancellationToken);
    }

    public override async Task<(bool Added, ProductRow? Product)> KeepEventAsync(WebhookEventRow received, CancellationToken cancellationToken)
    {
        int added = await Database.ExecuteSqlRawAsync(KeepEvent, received.Values()!, cancellationToken).ConfigureAwait(false);
        return (added > 0, await TakeProductAsync(ProductKey.OfExternal(received.ExternalId), cancellationToken).ConfigureAwait(false));
    }

    public override async Task SaveProductAsync(ProductRow row, ProductWords? words, long now, CancellationToken cancellationToken)
    {
        await SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        await Database.ExecuteSqlRawAsync(LagBehind, [row.Id, row.Version, now], cancellationToken).ConfigureAwait(false);
        if (row.DeletedAt is not null)
        {
            await Database.ExecuteSqlAsync($"DELETE FROM product_words WHERE rowid = {row.Id}", cancellationToken).ConfigureAwait(false);
        }
        else if (words is not null)
        {
            await Database.ExecuteSqlAsync(
                $"INSERT OR REPLACE INTO product_words (rowid, title, labels, article, description) VALUES ({row.Id}, {words.Title}, {words.Labels}, {words.Article}, {words.Description})",
                cancellationToken).ConfigureAwait(false);
        }
    }

    public override async Task AddEmbeddingsAsync(long fingerprint, IReadOnlyList<(byte[] Content, byte[] Vector)> vectors, CancellationToken cancellationToken)
    {
        foreach ((byte[] content, byte[] vector) in vectors)
        {
            await Database.ExecuteSqlAsync(
                $"INSERT INTO embeddings (fingerprint_id, content, vector) VALUES ({fingerprint}, {content}, {vector}) ON CONFLICT (fingerprint_id, content) DO NOTHING",
                cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task AddSearchesAsync(IReadOnlyList<SearchLogEntry> searches, CancellationToken cancellationToken)
    {
        string rows = string.Join(", ", searches.Select((_, i) => $"({string.Join(", ", Enumerable.Range(i * LoggedValues, LoggedValues).Select(value => $"{{{value}}}"))})"));
        object?[] values = [.. searches.SelectMany(entry => new object?[] { entry.SearchId, entry.At.UtcTicks, entry.Kind, entry.Text, entry.Model, entry.DurationMs, string.Join(',', entry.Results), entry.Skipped })];
#pragma warning disable EF1002 // Placeholders only; every value is a parameter.
        return Database.ExecuteSqlRawAsync($"INSERT INTO search_log (search_id, at, kind, text, model, duration_ms, results, skipped) VALUES {rows} ON CONFLICT DO NOTHING", values!, cancellationToken);
#pragma warning restore EF1002
    }

    public override Task<IReadOnlyList<string>?> CorrectAsync(IReadOnlyList<string> words, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>?>(null);

    public override IQueryable<ProductRow> ProductsTitled(IReadOnlyList<string> words)
    {
        if (words.Count == 0)
        {
            return Products.Where(_ => false);
        }

        string match = Titled(words);
        return Products.FromSql($"SELECT * FROM products WHERE id IN (SELECT rowid FROM product_words WHERE product_words MATCH {match})");
    }

    public override async Task TallyAsync(FacetTally tally, SearchFilter filter, WordMatch? match, CancellationToken cancellationToken)
    {
        await Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using DbCommand command = Database.GetDbConnection().CreateCommand();
        command.Transaction = Database.CurrentTransaction?.GetDbTransaction();
        // The plus keeps the planner from the index on deleted_at, by which it would look each of the living rows up for itself.
        command.CommandText = match is null
            ? "SELECT category, brand, price_minor, in_stock, currency FROM products WHERE +deleted_at IS NULL"
            : """
            SELECT category, brand, price_minor, in_stock, currency FROM products
            WHERE id IN (SELECT rowid FROM product_words WHERE product_words MATCH $match UNION SELECT id FROM products WHERE article = $article) AND +deleted_at IS NULL
            """;
        if (match is not null)
        {
            command.Add("$match", Terms(match.Words, match.EveryWord));
            command.Add("$article", match.Article);
        }

        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        // Rows without entities, which would cost more than reading them does.
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            tally.Add(Text(0), Text(1), reader.IsDBNull(2) ? null : reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetInt64(3) != 0, Text(4));
        }

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    public override async Task<List<long>> FindTitlesAsync(IReadOnlyList<string> words, TitleMatch match, int limit, CancellationToken cancellationToken)
    {
        string terms = "{title} : " + match switch
        {
            TitleMatch.Beginning => "^ " + string.Join(" + ", words.Select(Quote)) + " *",
            TitleMatch.Phrase => string.Join(" + ", words.Select(Quote)) + " *",
            _ => "(" + string.Join(" AND ", words.Select((word, i) => i == words.Count - 1 ? Quote(word) + " *" : Quote(word))) + ")",
        };
        return await Database.SqlQuery<long>($"SELECT rowid AS Value FROM product_words WHERE product_words MATCH {terms} LIMIT {limit}").ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task<List<(long Product, double Score)>> FindWordsAsync(IReadOnlyList<string> words, bool everyWord, SearchFilter filter, int limit, CancellationToken cancellationToken)
    {
        List<(long, double)> found = [];
        if (words.Count == 0)
        {
            return found;
        }

        await Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using DbCommand command = Database.GetDbConnection().CreateCommand();
        command.Transaction = Database.CurrentTransaction?.GetDbTransaction();
#pragma warning disable CA2100 // Put together from constants; every value is a parameter.
        command.CommandText = $"""
            SELECT p.id, {Rank} AS score FROM product_words JOIN products p ON p.id = product_words.rowid
            WHERE product_words MATCH $match AND p.deleted_at IS NULL{Conditions(command, filter)}
            ORDER BY score, p.id LIMIT $limit
            """;
#pragma warning restore CA2100
        command.Add("$match", Terms(words, everyWord));
        command.Add("$limit", limit);
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            found.Add((reader.GetInt64(0), -reader.GetDouble(1)));
        }

        return found;
    }

    /// <summary>The last word may still be being typed.</summary>
    private static string Terms(IReadOnlyList<string> words, bool everyWord) =>
        string.Join(everyWord ? " AND " : " OR ", words.Select((word, i) => i == words.Count - 1 ? Quote(word) + "*" : Quote(word)));

    private static string Titled(IReadOnlyList<string> words) => "{title article} : (" + string.Join(" AND ", words.Select(w => Quote(w) + "*")) + ")";

    /// <summary>The same question as <see cref="FilterFields.Pass"/>, in SQL.</summary>
    private static string Conditions(DbCommand command, SearchFilter filter)
    {
        string conditions = "";
        if (filter.Categories.Count > 0)
        {
            conditions += " AND p.category IN (SELECT value FROM json_each($categories))";
            command.Add("$categories", JsonSerializer.Serialize(filter.Categories));
        }

        if (filter.Brands.Count > 0)
        {
            conditions += " AND p.brand IN (SELECT value FROM json_each($brands))";
            command.Add("$brands", JsonSerializer.Serialize(filter.Brands));
        }

        if (filter.PriceMinMinor is { } least)
        {
            conditions += " AND p.price_minor >= $price_min";
            command.Add("$price_min", least);
        }

        if (filter.PriceMaxMinor is { } greatest)
        {
            conditions += " AND p.price_minor <= $price_max";
            command.Add("$price_max", greatest);
        }

        if (filter.InStock is { } inStock)
        {
            conditions += " AND p.in_stock = $in_stock";
            command.Add("$in_stock", inStock ? 1 : 0);
        }

        if (filter.Exclude.Count > 0)
        {
            conditions += " AND p.id NOT IN (SELECT value FROM json_each($exclude))";
            command.Add("$exclude", "[" + string.Join(',', filter.Exclude.Select(id => id.Value.ToString(CultureInfo.InvariantCulture))) + "]");
        }

        return conditions;
    }

    /// <summary>An FTS5 string. Words hold letters and digits only; the doubling is for the day they do not.</summary>
    private static string Quote(string word) => "\"" + word.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
