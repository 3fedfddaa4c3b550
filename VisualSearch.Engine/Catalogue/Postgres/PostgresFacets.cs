using System.Data.Common;

namespace VisualSearch.Engine.Catalogue.Postgres;

/// <summary>Facets counted by the server, which sends a line a value and not a line a product.</summary>
internal static class PostgresFacets
{
    private const string ByWords = """
         AND id IN (
            SELECT product_id FROM product_words WHERE words @@ (SELECT catalogue_query(@words, @between))
            UNION SELECT id FROM products WHERE article = @article)
        """;

    /// <summary>Bits of GROUPING: 0 where a line is of that column.</summary>
    private const int OfCategory = 0b0111;
    private const int OfBrand = 0b1011;
    private const int OfCurrency = 0b1101;
    private const int OfStock = 0b1110;

    public static async Task TallyAsync(DbCommand command, FacetTally tally, SearchFilter filter, WordMatch? match, CancellationToken cancellationToken)
    {
        // Products that are alike in everything but their price are counted together first, so that the figures of each facet are sums over few lines.
        // Each facet leaves its own part of the filter out, as FacetTally.Add does.
#pragma warning disable CA2100 // Put together from constants; every value is a parameter.
        command.CommandText = $"""
            WITH alike AS (
                SELECT category, brand, coalesce(currency, '') AS currency, in_stock, {PriceCondition(command, filter)} AS of_price,
                    count(*) AS products, count(price_minor) AS priced, min(price_minor) AS least, max(price_minor) AS greatest
                FROM products WHERE deleted_at IS NULL{(match is null ? string.Empty : ByWords)}
                GROUP BY 1, 2, 3, 4, 5),
            judged AS (
                SELECT *, {Condition(command, "category", filter.Categories)} AS of_category, {Condition(command, "brand", filter.Brands)} AS of_brand, {StockCondition(command, filter)} AS of_stock FROM alike)
            SELECT grouping(category, brand, currency, in_stock), category, brand, currency, in_stock,
                coalesce(sum(products) FILTER (WHERE of_brand AND of_price AND of_stock), 0)::bigint,
                coalesce(sum(products) FILTER (WHERE of_category AND of_price AND of_stock), 0)::bigint,
                coalesce(sum(priced) FILTER (WHERE of_category AND of_brand AND of_stock), 0)::bigint,
                min(least) FILTER (WHERE of_category AND of_brand AND of_stock),
                max(greatest) FILTER (WHERE of_category AND of_brand AND of_stock),
                coalesce(sum(products) FILTER (WHERE of_category AND of_brand AND of_price), 0)::bigint,
                coalesce(sum(products) FILTER (WHERE of_category AND of_brand AND of_price AND of_stock), 0)::bigint
            FROM judged GROUP BY GROUPING SETS ((category), (brand), (currency), (in_stock), ())
            """;
#pragma warning restore CA2100
        if (match is not null)
        {
            command.Add("words", match.Words.Select(PostgresWords.Cut).ToArray());
            command.Add("between", match.EveryWord ? " & " : " | ");
            command.Add("article", PostgresCommands.Storable(match.Article));
        }

        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            Take(reader, tally);
        }
    }

    private static void Take(DbDataReader reader, FacetTally tally)
    {
        switch (reader.GetInt32(0))
        {
            case OfCategory:
                tally.CountCategory(reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetInt64(5));
                break;
            case OfBrand:
                tally.CountBrand(reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetInt64(6));
                break;
            case OfCurrency when reader.GetInt64(7) > 0:
                tally.CountPrices(reader.GetString(3), reader.GetInt64(7), reader.GetInt64(8), reader.GetInt64(9));
                break;
            case OfStock:
                tally.CountStock(reader.IsDBNull(4) ? null : reader.GetBoolean(4), reader.GetInt64(10));
                break;
            case OfCurrency:
                break;
            default:
                tally.CountAll(reader.GetInt64(11));
                break;
        }
    }

    private static string Condition(DbCommand command, string column, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return "true";
        }

        command.Add(column + "_values", values.Select(PostgresCommands.Storable).ToArray());
        return $"coalesce({column} = ANY(@{column}_values), false)";
    }

    private static string PriceCondition(DbCommand command, SearchFilter filter)
    {
        List<string> bounds = [];
        if (filter.PriceMinMinor is { } least)
        {
            command.Add("price_min", least);
            bounds.Add("coalesce(price_minor >= @price_min, false)");
        }

        if (filter.PriceMaxMinor is { } greatest)
        {
            command.Add("price_max", greatest);
            bounds.Add("coalesce(price_minor <= @price_max, false)");
        }

        return bounds.Count == 0 ? "true" : string.Join(" AND ", bounds);
    }

    private static string StockCondition(DbCommand command, SearchFilter filter)
    {
        if (filter.InStock is not { } inStock)
        {
            return "true";
        }

        command.Add("stock", inStock);
        return "coalesce(in_stock = @stock, false)";
    }
}
