namespace VisualSearch.Engine.Catalogue.Rows;

/// <summary>What one process indexed in ten seconds, of every generation. Figures for operators; nothing depends on them.</summary>
internal sealed class IndexingSliceRow
{
    /// <summary>UTC ticks at which the slice begins.</summary>
    public long At { get; set; }

    public string Worker { get; set; } = "";

    /// <summary>UTC ticks at which the worker's loop last went round, as far as it is known here.</summary>
    public long SeenAt { get; set; }

    public int Products { get; set; }

    public int Pictures { get; set; }

    public int FailedPictures { get; set; }
}
