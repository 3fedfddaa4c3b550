using VisualSearch.Engine.Embedding.Manifests;

namespace VisualSearch.Engine.Embedding;

/// <summary>The folders in which models lie, nearest first: the configured one, the one beside the program, the user's.</summary>
internal sealed class ModelShelf
{
    private readonly string[] _roots;
    private readonly string _downloads;

    /// <param name="configured">Looked in before all others, and where downloads go; null when there is none.</param>
    public ModelShelf(string? configured)
    {
        // What ships with the program comes before the user's folder: whatever another version has put there, this one's own files and manifests count.
        string beside = Path.Combine(AppContext.BaseDirectory, "models");
        string[] chosen = string.IsNullOrWhiteSpace(configured) ? [] : [Path.GetFullPath(configured)];
        string[] own = OfUser() is { } folder ? [folder] : [];
        _roots = [.. chosen, beside, .. own];
        _downloads = chosen.Concat(own).FirstOrDefault(beside);
    }

    public string WhereItLooks => $"Looked in {string.Join(" and ", _roots)}";

    /// <summary>The models that have a manifest, in alphabetical order.</summary>
    public IReadOnlyList<string> Names() =>
    [
        .. _roots
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Where(folder => File.Exists(Path.Combine(folder, ModelManifest.FileName)))
            .Select(folder => Path.GetFileName(folder))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Where downloads for this user go when nobody says otherwise; null on a system that keeps nothing for users.</summary>
    public static string? OfUser()
    {
        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length == 0 ? null : Path.Combine(data, "visualsearch", "models");
    }

    /// <param name="variant">Null for the default.</param>
    public KnownModel Describe(string name, string? variant)
    {
        string target = FolderFor(name);
        ModelManifest manifest;
        try
        {
            manifest = ReadManifest(name);
        }
        catch (ModelUnavailableException e)
        {
            return new KnownModel(name, string.Empty, string.Empty, 0, false, [], null, target, [], e.Message);
        }

        string chosen = variant ?? manifest.DefaultVariant;
        string[] variants = [manifest.DefaultVariant, .. manifest.Variants.Keys.Where(other => other != manifest.DefaultVariant)];
        if (!manifest.Variants.TryGetValue(chosen, out ModelVariant? spec))
        {
            return new KnownModel(name, manifest.Description, manifest.Licence, manifest.Dimension, manifest.Text is not null, variants, null, target, [], NoSuchVariant(name, chosen, variants));
        }

        MissingModelFile[] missing =
        [
            .. manifest.FilesOf(spec)
                .Where(file => ModelFiles.Find(FoldersOf(name), file) is null)
                .Select(file => new MissingModelFile(file, manifest.Files[file].Bytes, manifest.Files[file].Sha256, manifest.Files[file].Source?.AddressAt(FileSource.Hub))),
        ];
        return new KnownModel(name, manifest.Description, manifest.Licence, manifest.Dimension, manifest.Text is not null, variants, chosen, target, missing, null);
    }

    /// <exception cref="ModelUnavailableException">Unknown, of no such variant, or without all its files.</exception>
    public ModelOnShelf Take(string name, string? variant)
    {
        KnownModel known = Know(name, variant);
        if (known.MissingFiles.Count > 0)
        {
            throw new ModelUnavailableException(HowToGet(known));
        }

        ModelManifest manifest = ReadManifest(name);
        ModelVariant spec = manifest.Variants[known.Variant!];
        return new ModelOnShelf(manifest, known.Variant!, spec, manifest.FilesOf(spec).ToDictionary(file => file, file => ModelFiles.Find(FoldersOf(name), file)!));
    }

    /// <exception cref="ModelUnavailableException">Unknown, with a faulty manifest, or of no such variant.</exception>
    public KnownModel Know(string name, string? variant)
    {
        if (!Names().Contains(name, StringComparer.Ordinal))
        {
            throw new ModelUnavailableException($"There is no model '{name}'. Known are {string.Join(", ", Names())}. {WhereItLooks}");
        }

        KnownModel known = Describe(name, variant);
        return known.Fault is { } fault ? throw new ModelUnavailableException(fault) : known;
    }

    /// <summary>Where a file of the model lies; null when it is missing.</summary>
    public string? Find(string name, string file) => ModelFiles.Find(FoldersOf(name), file);

    /// <summary>Where the model's downloads belong.</summary>
    public string FolderFor(string name) => Path.Combine(_downloads, name);

    public ModelManifest ReadManifest(string name) =>
        ManifestReader.Read(ModelFiles.Find(FoldersOf(name), ModelManifest.FileName)!);

    private static string HowToGet(KnownModel known)
    {
        IEnumerable<string> lines = known.MissingFiles.Select(file => file.Address is { } address
            ? $"  {file.Path} <- {address}"
            : $"  {file.Path} (ships with the program: restore it)");
        return $"The model '{known.Name}' ({known.Variant}) lacks {known.MissingFiles.Count} file(s). Get it with `visualsearch models pull {known.Name}`, or put these into {known.Directory}:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}";
    }

    private static string NoSuchVariant(string name, string variant, IEnumerable<string> variants) =>
        $"The model '{name}' has no variant '{variant}' (Embedding:Variant); it has {string.Join(", ", variants)}";

    private string[] FoldersOf(string name) => [.. _roots.Select(root => Path.Combine(root, name))];
}

/// <summary>A model whose files are all there.</summary>
/// <param name="Paths">By the manifest's name of the file.</param>
internal sealed record ModelOnShelf(ModelManifest Manifest, string VariantName, ModelVariant Variant, IReadOnlyDictionary<string, string> Paths);
