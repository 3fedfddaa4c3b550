namespace VisualSearch.Cli.Searching;

/// <summary>What the user looks for, and what the results must satisfy. Null and empty ask for nothing.</summary>
/// <param name="Offset">Results passed over.</param>
/// <param name="Threshold">Least similarity, 0 to 1.</param>
/// <param name="MinRelevance">Least relevance, 0 to 1.</param>
/// <param name="Mode">hybrid, semantic or lexical, for words.</param>
/// <param name="Language">Of titles, such as ru.</param>
internal sealed record SearchSettings(
    int? Limit,
    int? Offset,
    IReadOnlyList<string> Categories,
    IReadOnlyList<string> Brands,
    decimal? PriceMin,
    decimal? PriceMax,
    bool? InStock,
    double? Threshold,
    double? MinRelevance,
    string? Mode,
    string? Language)
{
    /// <summary>As the options of a request, by the contract's names.</summary>
    public IEnumerable<KeyValuePair<string, string>> ToFields()
    {
        (string Name, object? Value)[] single =
        [
            ("limit", Limit), ("offset", Offset), ("price_min", PriceMin), ("price_max", PriceMax), ("in_stock", InStock is { } stock ? (stock ? "true" : "false") : null),
            ("threshold", Threshold), ("min_relevance", MinRelevance), ("mode", Mode), ("lang", Language),
        ];
        return single.Where(field => field.Value is not null)
            .Select(field => KeyValuePair.Create(field.Name, Convert.ToString(field.Value, System.Globalization.CultureInfo.InvariantCulture)!))
            .Concat(Categories.Select(category => KeyValuePair.Create("category", category)))
            .Concat(Brands.Select(brand => KeyValuePair.Create("brand", brand)));
    }
}
