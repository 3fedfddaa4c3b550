namespace VisualSearch.Engine.Search;

/// <summary>The options of a search, already checked.</summary>
public sealed record SearchRequest
{
    /// <summary>Results wanted, 1 to 100.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>Results skipped, 0 to 1000.</summary>
    public int Offset { get; init; }

    /// <summary>Least similarity, 0 to 1; 0 is off. A hit found by words alone has no similarity and passes.</summary>
    public double Threshold { get; init; }

    /// <summary>Least relevance, 0 to 1; 0 is off. A hit found by words alone has no relevance and passes.</summary>
    public double MinRelevance { get; init; }

    public SearchFilter Filter { get; init; } = SearchFilter.None;

    /// <summary>Languages for titles, best first; empty for the main one.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];
}

/// <summary>How words are looked for.</summary>
public enum TextMode
{
    /// <summary>By meaning and by words, merged; by words alone where the model cannot read.</summary>
    Hybrid,

    /// <summary>By meaning: words against pictures. Needs a model with a text tower.</summary>
    Semantic,

    /// <summary>By words in titles, descriptions, brands, categories and article numbers.</summary>
    Lexical,
}
