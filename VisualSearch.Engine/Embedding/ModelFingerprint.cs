using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VisualSearch.Engine.Embedding.Manifests;

namespace VisualSearch.Engine.Embedding;

/// <summary>
/// Names the space of a shop's stored vectors: everything that changes the vector of a picture is in it, and nothing else. Not the model's name, not its
/// calibration, and not its text tower, which only asks in that space: a shop that gets a better one keeps its vectors.
/// </summary>
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
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

        void Add(string name, object value) => text.Append(name).Append('=').Append(Convert.ToString(value, CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Numbers(float[] values) => string.Join(',', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
