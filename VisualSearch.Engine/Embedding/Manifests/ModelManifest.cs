using System.Text.Json.Serialization;
using VisualSearch.Engine.Images;

namespace VisualSearch.Engine.Embedding.Manifests;

/// <summary>What a model's <c>manifest.json</c> says; the format is described in models/README.md. Read by <see cref="ManifestReader"/>, which leaves no fault in it.</summary>
internal sealed record ModelManifest
{
    public const string FileName = "manifest.json";

    public string Name { get; init; } = string.Empty;

    public string Description { get; init; } = string.Empty;

    public string Licence { get; init; } = string.Empty;

    /// <summary>Length of every vector.</summary>
    public int Dimension { get; init; }

    public string DefaultVariant { get; init; } = string.Empty;

    /// <summary>By variant's name, such as <c>int8</c>.</summary>
    public Dictionary<string, ModelVariant> Variants { get; init; } = [];

    public ImageSpec Image { get; init; } = new();

    /// <summary>Null for a model that reads no text.</summary>
    public TextSpec? Text { get; init; }

    public CalibrationSpec Calibration { get; init; } = new();

    /// <summary>By path inside the model's folder.</summary>
    public Dictionary<string, ModelFile> Files { get; init; } = [];

    /// <summary>The files that a variant reads, each once.</summary>
    public IReadOnlyList<string> FilesOf(ModelVariant variant)
    {
        IEnumerable<string> files = [variant.Image.File];
        if (Text is not null && variant.Text is not null)
        {
            files = [.. files, variant.Text.File, .. Text.Tokenizer.Files];
            if (Text.Dense is { } dense)
            {
                files = [.. files, dense.File];
            }
        }

        return [.. files.Distinct(StringComparer.Ordinal)];
    }
}

/// <param name="Bytes">Null when not known.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits; null when not known: the first use then writes it into a lock file.</param>
/// <param name="Source">Null for a file that ships with the program.</param>
internal sealed record ModelFile(long? Bytes = null, string? Sha256 = null, FileSource? Source = null);

/// <summary>A file of a repository of the model hub.</summary>
internal sealed record FileSource(string Repo, string Revision, string Path)
{
    public static readonly Uri Hub = new("https://huggingface.co");

    /// <param name="hub">The model hub or a mirror of it; may have a path.</param>
    public Uri AddressAt(Uri hub) => new($"{hub.AbsoluteUri.TrimEnd('/')}/{Repo}/resolve/{Revision}/{Path}");
}

internal sealed record ModelVariant
{
    public TowerFile Image { get; init; } = new(string.Empty);

    public TowerFile? Text { get; init; }
}

/// <param name="DynamicQuantisation">The graph picks activation scales at run time, so an item's vector depends on its batch: such a tower takes one item at a time.</param>
internal sealed record TowerFile(string File, bool DynamicQuantisation = false);

internal sealed record ImageSpec
{
    public string Input { get; init; } = string.Empty;

    /// <summary>Null for the graph's only output.</summary>
    public string? Output { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    public ResizeRule Resize { get; init; } = ResizeRule.Crop;

    /// <summary>Three numbers, R G B, for values 0 to 1.</summary>
    public float[] Mean { get; init; } = [];

    public float[] Std { get; init; } = [];

    public ProfileRule Profiles { get; init; } = ProfileRule.Convert;

    public Switch ShrinkOnLoad { get; init; } = Switch.On;

    [JsonIgnore]
    public PixelSpec Pixels => new(Width, Height, Resize, Profiles, ShrinkOnLoad == Switch.On);
}

internal enum Switch
{
    Off,
    On,
}

internal sealed record TextSpec
{
    public TokenInput Ids { get; init; } = new(string.Empty);

    /// <summary>1 for each real token; null when the graph takes none.</summary>
    public TokenInput? Mask { get; init; }

    public string? Output { get; init; }

    public TokenizerSpec Tokenizer { get; init; } = new();

    /// <summary>The most tokens, start and end included.</summary>
    public int ContextLength { get; init; }

    public PaddingSpec Padding { get; init; } = new();

    public Pooling Pooling { get; init; } = Pooling.None;

    public DenseSpec? Dense { get; init; }
}

internal sealed record TokenInput(string Name, IntegerType Type = IntegerType.Int64);

internal enum IntegerType
{
    Int64,
    Int32,
}

internal sealed record TokenizerSpec
{
    public TokenizerKind Kind { get; init; } = TokenizerKind.Unset;

    /// <summary>clip-bpe: vocab.json and merges.txt; bert-wordpiece-cased: vocab.txt; sentencepiece-xlmr: the .model file.</summary>
    public string[] Files { get; init; } = [];
}

internal enum TokenizerKind
{
    Unset,

    [JsonStringEnumMemberName("clip-bpe")]
    ClipBpe,

    [JsonStringEnumMemberName("bert-wordpiece-cased")]
    BertWordPieceCased,

    [JsonStringEnumMemberName("sentencepiece-xlmr")]
    SentencePieceXlmr,
}

/// <param name="Rule">Fixed: always <see cref="TextSpec.ContextLength"/> tokens, for graphs that take no other length.</param>
/// <param name="Id">The id that fills.</param>
internal sealed record PaddingSpec(PaddingRule Rule = PaddingRule.None, int Id = 0);

internal enum PaddingRule
{
    None,
    Fixed,
}

internal enum Pooling
{
    /// <summary>The graph gives one vector a text.</summary>
    None,

    /// <summary>The graph gives one vector a token: their mean.</summary>
    Mean,
}

/// <summary>A projection the graph lacks: <c>weight [dimension, width]</c>, float32, no bias, from a safetensors file.</summary>
internal sealed record DenseSpec(string File, string Tensor);

/// <summary>Points [cosine, relevance 0-1] by kind of query; null where never measured.</summary>
internal sealed record CalibrationSpec(double[][]? Image = null, double[][]? Text = null);
