namespace VisualSearch.Engine.Embedding;

/// <summary>A model whose manifest was found.</summary>
/// <param name="Variants">Their names, the default one first.</param>
/// <param name="Directory">Where missing files belong.</param>
/// <param name="MissingFiles">Of the variant that the settings choose: paths inside <paramref name="Directory"/>; empty when it can be loaded.</param>
/// <param name="Fault">Why the model cannot be used whatever files there are (a faulty manifest, an unknown variant); null when it can.</param>
public sealed record KnownModel(
    string Name,
    string Description,
    string Licence,
    int Dimension,
    bool ReadsText,
    IReadOnlyList<string> Variants,
    string? Variant,
    string Directory,
    IReadOnlyList<MissingModelFile> MissingFiles,
    string? Fault)
{
    public bool Present => Fault is null && MissingFiles.Count == 0;
}

/// <param name="Path">Inside the model's folder.</param>
/// <param name="Bytes">Null when not known.</param>
/// <param name="Sha256">Null when not known.</param>
/// <param name="Address">Where it can be downloaded; null for a file that ships with the program.</param>
public sealed record MissingModelFile(string Path, long? Bytes, string? Sha256, Uri? Address);
