using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Embedding.Manifests;
using VisualSearch.Engine.Embedding.Towers;

namespace VisualSearch.Engine.Embedding;

/// <summary>The models that can be used: manifests found, weights present or not.</summary>
/// <remarks>
/// A manifest, and each file, is looked for in <c>Models:Directory</c> first, then in the <c>models</c> beside the program, then in <c>visualsearch/models</c>
/// where the system keeps data of the user.
/// </remarks>
public sealed partial class ModelLibrary
{
    /// <summary>What <c>auto</c> takes in a new catalogue: the first of these that is there.</summary>
    private static readonly string[] Preference = ["xlm-roberta-base-vit-b-32", "clip-vit-b-32-multilingual", "clip-vit-b-32", "efficientnet-lite1-240"];

    private readonly EmbeddingOptions _options;
    private readonly ModelShelf _shelf;
    private readonly EmbeddingMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger<ModelLibrary> _logger;

    public ModelLibrary(IOptions<ModelsOptions> models, IOptions<EmbeddingOptions> embedding, EmbeddingMetrics metrics, TimeProvider clock, ILogger<ModelLibrary> logger)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(embedding);
        _options = embedding.Value;
        _shelf = new ModelShelf(models.Value.Directory);
        _metrics = metrics;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>All models with a manifest, by name, and whether their files are there (not whether they are undamaged).</summary>
    public IReadOnlyList<KnownModel> List() => [.. _shelf.Names().Select(name => _shelf.Describe(name, _options.Variant))];

    /// <summary>The model named by <c>Embedding:Model</c>; for <c>auto</c> the living generation's model, else the first present in order of preference.</summary>
    /// <param name="living">The name of the active generation's model, null in a new catalogue.</param>
    /// <exception cref="ModelUnavailableException">No such model, or its files are missing or damaged; the message says how to get it.</exception>
    public Task<EmbeddingModel> LoadAsync(string? living, CancellationToken cancellationToken) =>
        LoadNamedAsync(_options.Model != EmbeddingOptions.Auto ? _options.Model : living ?? FirstPresent(), cancellationToken);

    /// <summary>The model of this name, whatever <c>Embedding:Model</c> says: that of a generation beside the active one.</summary>
    /// <exception cref="ModelUnavailableException">No such model, or its files are missing or damaged; the message says how to get it.</exception>
    public async Task<EmbeddingModel> LoadNamedAsync(string name, CancellationToken cancellationToken)
    {
        long start = _clock.GetTimestamp();
        (ModelOnShelf model, string fingerprint) = await TakeAsync(name, cancellationToken).ConfigureAwait(false);
        EmbeddingModel loaded = await Task.Run(() => Open(model, fingerprint), cancellationToken).ConfigureAwait(false);
        Log.Loaded(_logger, name, model.VariantName, loaded.OnCuda ? "CUDA" : "CPU", _clock.GetElapsedTime(start).TotalSeconds, fingerprint);
        return loaded;
    }

    /// <summary>What space the model of this name embeds into, without loading it: its files are read where their hashes are not known yet.</summary>
    /// <exception cref="ModelUnavailableException">No such model, or its files are missing or damaged; the message says how to get it.</exception>
    public async Task<ModelSpace> IdentifyAsync(string name, CancellationToken cancellationToken)
    {
        (ModelOnShelf model, string fingerprint) = await TakeAsync(name, cancellationToken).ConfigureAwait(false);
        return new ModelSpace(name, fingerprint, model.Manifest.Dimension, model.Manifest.Text is not null && model.Variant.Text is not null);
    }

    /// <summary>The model that <c>Embedding:Model</c> names; null when it leaves the choice.</summary>
    public string? Configured => _options.Model == EmbeddingOptions.Auto ? null : _options.Model;

    private async Task<(ModelOnShelf Model, string Fingerprint)> TakeAsync(string name, CancellationToken cancellationToken)
    {
        ModelOnShelf model = _shelf.Take(name, _options.Variant);
        Dictionary<string, string> hashes = [];
        foreach ((string file, string path) in model.Paths)
        {
            hashes[file] = await ModelFiles.VerifyAsync(path, name, model.Manifest.Files[file], readAgain: false, cancellationToken).ConfigureAwait(false);
        }

        return (model, ModelFingerprint.Of(model.Manifest, model.VariantName, hashes));
    }

    private string FirstPresent() =>
        Preference.FirstOrDefault(name => _shelf.Names().Contains(name) && _shelf.Describe(name, _options.Variant).Present)
        ?? throw new ModelUnavailableException(
            $"None of the models {string.Join(", ", Preference)} is present{(_options.Variant is null ? "" : $" in the variant '{_options.Variant}'")}. {_shelf.WhereItLooks}");

    private EmbeddingModel Open(ModelOnShelf model, string fingerprint)
    {
        ModelManifest manifest = model.Manifest;
        TowerFile imageFile = model.Variant.Image;
        ImageTower image = OpenImage(model);
        TextTower? text = null;
        try
        {
            text = manifest.Text is { } spec && model.Variant.Text is { } textFile
                ? TextTower.Open(model.Paths[textFile.File], spec, file => model.Paths[file], manifest.Dimension, threads: 1, image.Cuda)
                : null;
            FreedMemory.GiveBack();
            ModelDescription description = new(
                manifest.Name,
                model.VariantName,
                fingerprint,
                manifest.Dimension,
                manifest.Image.Pixels,
                LineOf(manifest.Calibration.Image),
                LineOf(manifest.Calibration.Text));
            int batch = image.Cuda && !imageFile.DynamicQuantisation ? _options.MaxBatch : 1;
            return new EmbeddingModel(description, image, text, new QueueSizes(_options.QueueLength, batch, _options.EffectiveThreads), loaded => OpenBulk(loaded, model, batch), _metrics, _clock);
        }
        catch
        {
            image.Dispose();
            text?.Dispose();
            throw;
        }
    }

    private ImageTower OpenImage(ModelOnShelf model)
    {
        string path = model.Paths[model.Variant.Image.File];
        if (_options.Device == EmbeddingDevice.Cpu || !SessionPlan.CudaIsBuiltIn)
        {
            return ImageTower.Open(path, model.Manifest.Image, model.Manifest.Dimension, _options.EffectiveThreads, cuda: false);
        }

        try
        {
            return ImageTower.Open(path, model.Manifest.Image, model.Manifest.Dimension, _options.EffectiveThreads, cuda: true);
        }
        catch (Exception e) when (e is not ModelUnavailableException && _options.Device == EmbeddingDevice.Cuda)
        {
            throw new ModelUnavailableException($"{model.Manifest.Name} cannot be run on CUDA, which Embedding:Device names; auto takes the CPU where that is so. {e.Message}", e);
        }
        catch (Exception e) when (e is not ModelUnavailableException)
        {
            Log.CudaFailed(_logger, e);
            return ImageTower.Open(path, model.Manifest.Image, model.Manifest.Dimension, _options.EffectiveThreads, cuda: false);
        }
    }

    private BulkImageEmbedder OpenBulk(EmbeddingModel loaded, ModelOnShelf model, int batch)
    {
        if (loaded.OnCuda)
        {
            // Two batches under way: one runs while the other gathers.
            return BulkImageEmbedder.OverQueue(loaded, Math.Min(2 * batch, _options.QueueLength));
        }

        ImageTower tower = ImageTower.Open(model.Paths[model.Variant.Image.File], model.Manifest.Image, model.Manifest.Dimension, threads: 1, cuda: false);
        FreedMemory.GiveBack();
        return BulkImageEmbedder.OnCpu(tower, _options.EffectiveThreads, _metrics, _clock);
    }

    private static Calibration? LineOf(double[][]? points) => points is null ? null : new Calibration(points.Select(point => (point[0], point[1])));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Loaded the model {Model} ({Variant}) on {Device} in {Seconds:0.0} s; vector space {Fingerprint}")]
        public static partial void Loaded(ILogger logger, string model, string variant, string device, double seconds, string fingerprint);

        [LoggerMessage(2, LogLevel.Warning, "CUDA could not be started; the CPU was taken")]
        public static partial void CudaFailed(ILogger logger, Exception exception);
    }
}
