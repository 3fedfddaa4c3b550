using System.Text.RegularExpressions;

namespace VisualSearch.Engine.Embedding.Manifests;

/// <summary>Everything that a manifest may say wrongly though its JSON is of the right form. Each fault starts with the member it is about.</summary>
internal static partial class ManifestFaults
{
    public static IEnumerable<string> Of(ModelManifest manifest) =>
    [
        .. OfHead(manifest),
        .. OfVariants(manifest),
        .. OfImage(manifest.Image),
        .. manifest.Text is { } text ? OfText(text, manifest) : [],
        .. OfCalibration("image", manifest.Calibration.Image),
        .. OfCalibration("text", manifest.Calibration.Text),
        .. OfFiles(manifest),
    ];

    private static IEnumerable<string> OfHead(ModelManifest manifest)
    {
        if (!NameForm().IsMatch(manifest.Name))
        {
            yield return "name: must be lower-case letters, digits, '-', '_' or '.'";
        }

        if (manifest.Dimension is < 1 or > 16_384)
        {
            yield return $"dimension: {manifest.Dimension} is not between 1 and 16384";
        }

        if (!manifest.Variants.ContainsKey(manifest.DefaultVariant))
        {
            yield return $"default_variant: '{manifest.DefaultVariant}' is none of the variants ({string.Join(", ", manifest.Variants.Keys)})";
        }
    }

    private static IEnumerable<string> OfVariants(ModelManifest manifest)
    {
        foreach ((string name, ModelVariant variant) in manifest.Variants)
        {
            if (manifest.Text is null != variant.Text is null)
            {
                yield return $"variants.{name}.text: must be there exactly when the manifest has a text tower";
            }

            foreach (string file in manifest.FilesOf(variant).Where(file => !manifest.Files.ContainsKey(file)))
            {
                yield return $"variants.{name}: the file '{file}' is not listed in files";
            }
        }
    }

    private static IEnumerable<string> OfImage(ImageSpec image)
    {
        if (image.Input.Length == 0)
        {
            yield return "image.input: the name of the graph's input is missing";
        }

        if (image.Width is < 1 or > 4096 || image.Height is < 1 or > 4096)
        {
            yield return $"image: width and height must be between 1 and 4096, not {image.Width} x {image.Height}";
        }

        if (image.Mean.Length != 3 || !image.Mean.All(float.IsFinite))
        {
            yield return "image.mean: must be three numbers";
        }

        if (image.Std.Length != 3 || !image.Std.All(value => float.IsFinite(value) && value > 0))
        {
            yield return "image.std: must be three numbers above 0";
        }
    }

    private static IEnumerable<string> OfText(TextSpec text, ModelManifest manifest)
    {
        if (text.Ids.Name.Length == 0)
        {
            yield return "text.ids.name: the name of the graph's input is missing";
        }

        if (text.Mask is { Name.Length: 0 })
        {
            yield return "text.mask.name: must not be empty; leave mask out when the graph takes none";
        }

        if (text.ContextLength is < 2 or > 8192)
        {
            yield return $"text.context_length: {text.ContextLength} is not between 2 and 8192";
        }

        int files = text.Tokenizer.Kind == TokenizerKind.ClipBpe ? 2 : 1;
        if (text.Tokenizer.Kind == TokenizerKind.Unset)
        {
            yield return "text.tokenizer.kind: must be clip-bpe, bert-wordpiece-cased or sentencepiece-xlmr";
        }
        else if (text.Tokenizer.Files.Length != files)
        {
            yield return $"text.tokenizer.files: this kind reads {files} file(s), not {text.Tokenizer.Files.Length}";
        }

        if (text.Padding.Id < 0)
        {
            yield return "text.padding.id: must not be negative";
        }

        if (text.Pooling == Pooling.Mean && text.Padding.Rule == PaddingRule.Fixed && text.Mask is null)
        {
            yield return "text.mask: a padded text whose tokens are averaged needs one";
        }

        if (text.Dense is { } dense && dense.Tensor.Length == 0)
        {
            yield return "text.dense.tensor: the name of the weight is missing";
        }

        if (manifest.Variants.Values.All(variant => variant.Text is null))
        {
            yield return "text: no variant has a file for it";
        }
    }

    private static IEnumerable<string> OfCalibration(string kind, double[][]? points)
    {
        if (points is null)
        {
            yield break;
        }

        if (points.Any(point => point is not { Length: 2 }))
        {
            yield return $"calibration.{kind}: each point must be [cosine, relevance]";
        }
        else if (Calibration.FaultOf([.. points.Select(point => (point[0], point[1]))]) is { } fault)
        {
            yield return $"calibration.{kind}: {fault}";
        }
    }

    private static IEnumerable<string> OfFiles(ModelManifest manifest)
    {
        foreach ((string path, ModelFile file) in manifest.Files)
        {
            if (path.Length == 0 || Path.IsPathRooted(path) || path.Contains('\\', StringComparison.Ordinal) || path.Split('/').Any(part => part is "" or "." or ".."))
            {
                yield return $"files: '{path}' must be a plain path inside the model's folder";
            }

            if (file.Bytes is < 1)
            {
                yield return $"files.{path}.bytes: must be above 0, or null when not known";
            }

            if (file.Sha256 is { } sha && !HashForm().IsMatch(sha))
            {
                yield return $"files.{path}.sha256: must be 64 lower-case hexadecimal digits, or null when not known";
            }

            if (file.Source is { } source && (source.Repo.Length == 0 || source.Revision.Length == 0 || source.Path.Length == 0))
            {
                yield return $"files.{path}.source: needs repo, revision and path";
            }
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,99}$")]
    private static partial Regex NameForm();

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex HashForm();
}
