namespace VisualSearch.Engine.Catalogue;

/// <summary>What there is to filter by, and how many products each choice would leave. Thread-safe; every call may throw <see cref="CatalogueUnavailableException"/>.</summary>
public sealed class ProductFacets
{
    private readonly CatalogueDatabase _database;

    internal ProductFacets(CatalogueDatabase database) => _database = database;

    /// <summary>
    /// The facets of what the text and the filter leave. Each facet's figures leave its own part of the filter out, so that they say what another choice would find.
    /// </summary>
    /// <param name="filter">Its <see cref="SearchFilter.Exclude"/> is not looked at.</param>
    /// <param name="text">Looked for as in <see cref="LexicalSearch.SearchAsync"/>, so that the total is what that finds; whether any of the words will do is decided with the whole filter, for all facets. Null for no condition.</param>
    /// <param name="most">Values of one facet at most, those of most products.</param>
    public Task<FacetCounts> CountAsync(SearchFilter filter, string? text, int most, CancellationToken cancellationToken) => _database.ReadSnapshotAsync(
        async (context, token) =>
        {
            // One pass over the facts of every product, whatever the filter: a query for each facet would read the same rows.
            FacetTally tally = new(filter);
            WordMatch? match = null;
            if (text is not null)
            {
                List<string> words = LexicalSearch.WordsOf(text);
                if (words.Count == 0)
                {
                    return tally.ToCounts(most);
                }

                match = await LexicalSearch.MatchAsync(context, text, words, filter, token).ConfigureAwait(false);
            }

            await context.TallyAsync(tally, filter, match, token).ConfigureAwait(false);
            return tally.ToCounts(most);
        },
        cancellationToken);
}

/// <param name="Total">Products that pass the whole filter.</param>
/// <param name="Categories">By count, greatest first, then by name.</param>
/// <param name="Brands">By count, greatest first, then by name.</param>
/// <param name="Price">Null when no product of them has a price.</param>
/// <param name="InStock">Products known to be in stock.</param>
/// <param name="OutOfStock">Products known not to be; one whose stock is unknown is in neither.</param>
public sealed record FacetCounts(long Total, IReadOnlyList<FacetValue> Categories, IReadOnlyList<FacetValue> Brands, PriceRange? Price, long InStock, long OutOfStock);

/// <param name="Count">Products that would be left if this were chosen.</param>
public sealed record FacetValue(string Value, long Count);

/// <summary>Prices of the currency that most products have; amounts of several currencies have no common range.</summary>
/// <param name="MinMinor">In minor units (1/100).</param>
/// <param name="MaxMinor">In minor units (1/100).</param>
public sealed record PriceRange(long MinMinor, long MaxMinor, string? Currency);
