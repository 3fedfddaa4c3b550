namespace VisualSearch.Engine.Catalogue.Rows;

internal sealed class SearchLogRow
{
    public string SearchId { get; set; } = "";

    /// <summary>UTC ticks.</summary>
    public long At { get; set; }

    public string Kind { get; set; } = "";

    public string? Text { get; set; }

    public string Model { get; set; } = "";

    public int DurationMs { get; set; }

    /// <summary>Product ids in the order shown, separated by commas.</summary>
    public string Results { get; set; } = "";

    /// <summary>Results left out before the first shown: more than 0 for any page but the first.</summary>
    public int Skipped { get; set; }
}

internal sealed class ClickRow
{
    public long Id { get; set; }

    public string SearchId { get; set; } = "";

    public long ProductId { get; set; }

    public int Position { get; set; }

    /// <summary>UTC ticks.</summary>
    public long At { get; set; }
}
