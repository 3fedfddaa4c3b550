namespace VisualSearch.Engine.Catalogue.Rows;

internal sealed class GenerationRow
{
    public long Id { get; set; }

    public string Model { get; set; } = "";

    public string Fingerprint { get; set; } = "";

    public int Dimension { get; set; }

    public string Collection { get; set; } = "";

    public string Epoch { get; set; } = "";

    /// <summary>1 for the one that searches use, else null: a unique index holds that there is one only.</summary>
    public int? Active { get; set; }

    /// <summary>UTC ticks.</summary>
    public long CreatedAt { get; set; }

    public Generation ToGeneration() => new(Id, Model, Fingerprint, Dimension, Collection, Epoch);
}
