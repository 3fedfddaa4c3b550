using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VisualSearch.Engine.Embedding.Manifests;

namespace VisualSearch.Engine.Embedding;

/// <summary>Names a vector space: everything that changes a vector is in it, and nothing else (not the model's name, not its calibration).</summary>
internal static class ModelFingerprint
{
    // Raised when the pixels or the arithmetic of this program change the vectors of unchanged models.
    private const int Arithmetic = 1;

    /// <param name="hashes">SHA-256 by file, as read from the files themselves.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Of(ModelManifest manifest, string variantName, IReadOnlyDictionary<string, string> hashes)
    {
        ModelVariant variant = manifest.Variants[variantName];
        ImageSpec image = manifest.Image;
        StringBuilder text = new();
        Add("arithmetic", Arithmetic);
        Add("variant", variantName);
        Add("dimension", manifest.Dimension);
        Add("image.weights", hashes[variant.Image.File]);
        Add("image.output", image.Output ?? string.Empty);
        Add("image.dynamic_quantisation", variant.Image.DynamicQuantisation);
        Add("image.size", string.Create(CultureInfo.InvariantCulture, $"{image.Width}x{image.Height}"));
        Add("image.resize", image.Resize);
        Add("image.mean", Numbers(image.Mean));
        Add("image.std", Numbers(image.Std));
        Add("image.profiles", image.Profiles);
        Add("image.shrink_on_load", image.ShrinkOnLoad);
        if (manifest.Text is { } spec && variant.Text is { } tower)
        {
            Add("text.weights", hashes[tower.File]);
            Add("text.output", spec.Output ?? string.Empty);
            Add("text.dynamic_quantisation", tower.DynamicQuantisation);
            Add("text.tokenizer", spec.Tokenizer.Kind);
            Add("text.tokenizer.files", string.Join(',', spec.Tokenizer.Files.Select(file => hashes[file])));
            Add("text.context_length", spec.ContextLength);
            Add("text.padding", spec.Padding.Rule);
            Add("text.padding.id", spec.Padding.Id);
            Add("text.pooling", spec.Pooling);
            Add("text.dense", spec.Dense is { } dense ? $"{hashes[dense.File]} {dense.Tensor}" : string.Empty);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

        void Add(string name, object value) => text.Append(name).Append('=').Append(Convert.ToString(value, CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Numbers(float[] values) => string.Join(',', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
