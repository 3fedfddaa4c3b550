namespace VisualSearch.Engine.Catalogue.Rows;

/// <summary>The vector of one content under one model. Rows lie in the order in which they were made, close to that in which products are read.</summary>
internal sealed class EmbeddingRow
{
    public long Id { get; set; }

    public long FingerprintId { get; set; }

    /// <summary>SHA-256, 32 bytes.</summary>
    public byte[] Content { get; set; } = [];

    /// <summary>Little-endian fp16.</summary>
    public byte[] Vector { get; set; } = [];
}

/// <summary>A model fingerprint, so that each embedding repeats a small number only.</summary>
internal sealed class FingerprintRow
{
    public long Id { get; set; }

    public string Fingerprint { get; set; } = "";
}
