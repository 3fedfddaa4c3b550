using System.Data.Common;

namespace VisualSearch.Engine.Catalogue.Postgres;

/// <summary>The questions that lexical search asks in SQL of our own.</summary>
internal static class PostgresWordSearch
{
    /// <summary>A shorter word is near to too many.</summary>
    public const int ShortestCorrected = 4;

    /// <summary>Weights of D, C, B and A (description, labels, article, title): a word in the title says more than the same word in a long text. 1 divides by the text's length.</summary>
    private const string Rank = "ts_rank('{0.1, 0.4, 0.6, 1.0}', w.words, {0}, 1)";

    /// <summary>Titles looked at for near words.</summary>
    private const int NearTitles = 500;

    /// <summary>Words of them that are looked at closely, for each word that is misspelt.</summary>
    private const int NearWords = 20;

    /// <summary>Trigrams in common that two words have at least to be looked at, of all that they have: a wrong letter in the middle of a word of four leaves a quarter.</summary>
    private const double LeastSimilarity = 0.25;

    /// <summary>Longer words are not compared letter by letter: the cost grows with the square.</summary>
    private const int LongestCorrected = 40;

    public static async Task<List<(long Product, double Score)>> FindAsync(DbCommand command, IReadOnlyList<string> words, bool everyWord, SearchFilter filter, int limit, CancellationToken cancellationToken)
    {
        string conditions = Conditions(command, filter);
#pragma warning disable CA2100 // Put together from constants; every value is a parameter.
        command.CommandText = everyWord
            ? $"""
            WITH asked AS MATERIALIZED (SELECT catalogue_query(@words, ' & ') AS every, catalogue_query(@words, ' | ') AS any_of)
            SELECT p.id, {Ranked("asked.any_of")} AS score
            FROM asked JOIN product_words w ON w.words @@ asked.every JOIN products p ON p.id = w.product_id
            WHERE p.deleted_at IS NULL{conditions}
            ORDER BY score DESC, p.id LIMIT @limit
            """
            : $"""
            WITH asked AS MATERIALIZED (
                SELECT catalogue_query(ARRAY[word], ' & ', place < cardinality(@words)) AS query FROM unnest(@words) WITH ORDINALITY AS given(word, place)),
            weighed AS MATERIALIZED (
                SELECT query, ln(1 + (SELECT greatest(reltuples, 1) FROM pg_class WHERE oid = 'product_words'::regclass) / (1 + (SELECT count(*) FROM product_words f WHERE f.words @@ query))) AS rarity
                FROM asked)
            SELECT p.id, sum(weighed.rarity * {Ranked("weighed.query")}) AS score
            FROM weighed JOIN product_words w ON w.words @@ weighed.query JOIN products p ON p.id = w.product_id
            WHERE p.deleted_at IS NULL{conditions}
            GROUP BY p.id ORDER BY score DESC, p.id LIMIT @limit
            """;
#pragma warning restore CA2100
        command.Add("words", words.Select(PostgresWords.Cut).ToArray());
        command.Add("limit", limit);
        List<(long, double)> found = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            found.Add((reader.GetInt64(0), Convert.ToDouble(reader.GetValue(1), System.Globalization.CultureInfo.InvariantCulture)));
        }

        return found;
    }

    /// <summary>Each word that no product has, with the nearest word of a title in its place; null when there is none. To be asked in a transaction.</summary>
    public static async Task<IReadOnlyList<string>?> CorrectAsync(DbCommand command, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        command.CommandText = """
            SELECT set_config('pg_trgm.word_similarity_threshold', @least::text, true);
            SELECT given.place, near.word
            FROM unnest(@words) WITH ORDINALITY AS given(word, place)
            CROSS JOIN LATERAL (
                SELECT candidate AS word
                FROM (SELECT title FROM product_words WHERE title %> given.word LIMIT @titles) AS titles, unnest(string_to_array(titles.title, ' ')) AS candidate
                WHERE similarity(candidate, given.word) >= @least
                GROUP BY candidate
                ORDER BY similarity(candidate, given.word) DESC, count(*) DESC, candidate LIMIT @near) AS near
            WHERE length(given.word) BETWEEN @shortest AND @longest
                AND NOT EXISTS (SELECT FROM product_words WHERE words @@ catalogue_query(ARRAY[given.word], ' & ', given.place < cardinality(@words)))
            """;
        command.Add("words", words.Select(PostgresWords.Cut).ToArray());
        command.Add("titles", NearTitles);
        command.Add("near", NearWords);
        command.Add("least", LeastSimilarity);
        command.Add("shortest", ShortestCorrected);
        command.Add("longest", LongestCorrected);
        List<(int Place, string Word)> near = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            near.Add(((int)reader.GetInt64(0) - 1, reader.GetString(1)));
        }

        // Most alike first; of those that are as few slips away the first stays so.
        string[] corrected = [.. words];
        foreach (IGrouping<int, (int Place, string Word)> misspelt in near.GroupBy(candidate => candidate.Place))
        {
            string word = words[misspelt.Key];
            corrected[misspelt.Key] = misspelt
                .Select(candidate => (candidate.Word, Slips: WordDistance.Of(word, candidate.Word)))
                .Where(candidate => candidate.Slips <= WordDistance.Allowed(word.Length))
                .OrderBy(candidate => candidate.Slips)
                .Select(candidate => candidate.Word)
                .FirstOrDefault(word);
        }

        return corrected.SequenceEqual(words) ? null : corrected;
    }

    private static string Ranked(string query) => Rank.Replace("{0}", query, StringComparison.Ordinal);

    /// <summary>The same question as <see cref="FilterFields.Pass"/>, in SQL.</summary>
    private static string Conditions(DbCommand command, SearchFilter filter)
    {
        string conditions = "";
        if (filter.Categories.Count > 0)
        {
            conditions += " AND p.category = ANY(@categories)";
            command.Add("categories", filter.Categories.Select(PostgresCommands.Storable).ToArray());
        }

        if (filter.Brands.Count > 0)
        {
            conditions += " AND p.brand = ANY(@brands)";
            command.Add("brands", filter.Brands.Select(PostgresCommands.Storable).ToArray());
        }

        if (filter.PriceMinMinor is { } least)
        {
            conditions += " AND p.price_minor >= @price_min";
            command.Add("price_min", least);
        }

        if (filter.PriceMaxMinor is { } greatest)
        {
            conditions += " AND p.price_minor <= @price_max";
            command.Add("price_max", greatest);
        }

        if (filter.InStock is { } inStock)
        {
            conditions += " AND p.in_stock = @in_stock";
            command.Add("in_stock", inStock);
        }

        if (filter.Exclude.Count > 0)
        {
            conditions += " AND p.id <> ALL(@exclude)";
            command.Add("exclude", filter.Exclude.Select(id => id.Value).ToArray());
        }

        return conditions;
    }
}
