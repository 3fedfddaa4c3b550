using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Search;

namespace VisualSearch.Api.Search;

/// <summary>Reads the options that every search shares. Everything that is wrong is collected, nothing is corrected silently.</summary>
internal sealed partial class SearchOptions(OptionValues values, FieldErrors errors)
{
    public const int DefaultLimit = 10;
    public const int MaxLimit = 100;
    public const int MaxOffset = 1000;

    /// <summary>Keys in <c>exclude</c>.</summary>
    public const int MaxExcluded = 1000;

    /// <summary>The request, and the products to leave out as the client names them. Meaningful only when no error was added.</summary>
    public (SearchRequest Request, IReadOnlyList<ProductKey> Excluded) Read(IEnumerable<StringWithQualityHeaderValue> acceptLanguage)
    {
        SearchRequest request = new()
        {
            Limit = Limit(MaxLimit) ?? Whole("top_k", 1, MaxLimit) ?? DefaultLimit,
            Offset = Whole("offset", 0, MaxOffset) ?? 0,
            Threshold = Fraction("threshold"),
            MinRelevance = Fraction("min_relevance"),
            Languages = Languages(acceptLanguage),
            Filter = new FilterOptions(values, errors).Read(),
        };
        return (request, Excluded());
    }

    public TextMode Mode() => values.One("mode", errors) switch
    {
        null or "hybrid" => TextMode.Hybrid,
        "semantic" => TextMode.Semantic,
        "lexical" => TextMode.Lexical,
        _ => Wrong("mode", "Must be hybrid, semantic or lexical.", TextMode.Hybrid),
    };

    /// <summary>Results wanted, from 1; null when it is not there.</summary>
    public int? Limit(int most) => Whole("limit", 1, most);

    /// <summary>Languages of titles, best first, after <c>lang</c>, else after the header.</summary>
    public IReadOnlyList<string> Languages(IEnumerable<StringWithQualityHeaderValue> acceptLanguage)
    {
        if (values.One("lang", errors) is string language)
        {
            return LanguageTag().IsMatch(language) ? WithPrimary(language) : Wrong<IReadOnlyList<string>>("lang", "Must be a language tag such as ru or ky.", []);
        }

        return [.. acceptLanguage
            .Where(value => value.Quality is not 0 && value.Value.HasValue && LanguageTag().IsMatch(value.Value.Value!))
            .OrderByDescending(value => value.Quality ?? 1)
            .SelectMany(value => WithPrimary(value.Value.Value!))
            .Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private int? Whole(string name, int least, int most)
    {
        if (values.One(name, errors) is not string text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : Wrong(name, $"Must be a whole number from {least} to {most}.", least);
    }

    private double Fraction(string name)
    {
        if (values.One(name, errors) is not string text)
        {
            return 0;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is >= 0 and <= 1
            ? number
            : Wrong(name, "Must be a number from 0 to 1.", 0d);
    }

    private List<ProductKey> Excluded()
    {
        IReadOnlyList<string> texts = values.All("exclude");
        errors.Check(texts.Count <= MaxExcluded, "exclude", $"May name {MaxExcluded} products at most.");
        List<ProductKey> keys = [];
        foreach (string text in texts)
        {
            if (ProductKey.TryParse(text, out ProductKey key))
            {
                keys.Add(key);
            }
            else
            {
                errors.Add("exclude", "Must be product ids, or ext: with external ids.");
                break;
            }
        }

        return keys;
    }

    /// <summary>ru-KG also means ru.</summary>
    private static IReadOnlyList<string> WithPrimary(string tag)
    {
        int dash = tag.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? [tag] : [tag, tag[..dash]];
    }

    private T Wrong<T>(string name, string message, T instead)
    {
        errors.Add(name, message);
        return instead;
    }

    // BCP 47 in outline: a language and what narrows it.
    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$")]
    private static partial Regex LanguageTag();
}
