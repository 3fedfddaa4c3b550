namespace VisualSearch.Engine.Catalogue.Rows;

/// <summary>One picture of one product; its reference never changes (another reference is another row).</summary>
internal sealed class PictureRow
{
    public long Id { get; set; }

    public long ProductId { get; set; }

    public int Position { get; set; }

    public PictureState State { get; set; }

    public FetchMark Fetch { get; set; }

    public int Attempts { get; set; }

    /// <summary>SHA-256 of the bytes last fetched; null when never fetched.</summary>
    public byte[]? Content { get; set; }

    /// <summary>UTC ticks.</summary>
    public long? NextAttemptAt { get; set; }

    /// <summary>UTC ticks.</summary>
    public long? FetchedAt { get; set; }

    public string Reference { get; set; } = "";

    public string? ETag { get; set; }

    public string? Error { get; set; }

    /// <summary>The word for <see cref="Error"/>; null without one, and where a process of before there were words noted the error.</summary>
    public string? Problem { get; set; }
}

/// <summary>Whether the picture is to be fetched. <see cref="Taken"/> lets a mark set during the fetch survive the end of that fetch.</summary>
internal enum FetchMark
{
    None,

    /// <summary>New, or marked by an event; nobody has started.</summary>
    Wanted,

    /// <summary>A worker has claimed it; a crash leaves it so and it is fetched again.</summary>
    Taken,
}
