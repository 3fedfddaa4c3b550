namespace VisualSearch.Engine.Embedding;

/// <summary>A model that is there, by what its vectors are.</summary>
/// <param name="Fingerprint">64 hexadecimal digits; vectors of equal fingerprints can be compared, and no others.</param>
/// <param name="Dimension">Numbers in a vector.</param>
public sealed record ModelSpace(string Name, string Fingerprint, int Dimension, bool ReadsText);
