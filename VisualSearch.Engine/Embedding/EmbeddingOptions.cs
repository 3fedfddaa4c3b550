using System.ComponentModel.DataAnnotations;

namespace VisualSearch.Engine.Embedding;

/// <summary>Which model embeds, and with what. Section <c>Embedding</c>.</summary>
public sealed class EmbeddingOptions
{
    public const string Section = "Embedding";

    /// <summary>The <see cref="Model"/> that leaves the choice to <see cref="ModelLibrary"/>.</summary>
    public const string Auto = "auto";

    /// <summary>A model's name, or <c>auto</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Model { get; set; } = Auto;

    /// <summary>One of the manifest's variants, such as <c>int8</c>; null takes the manifest's default.</summary>
    public string? Variant { get; set; }

    public EmbeddingDevice Device { get; set; } = EmbeddingDevice.Auto;

    /// <summary>CPU threads for one query picture, and pictures at once for bulk work; 0 takes as many as there are cores.</summary>
    [Range(0, 1024)]
    public int Threads { get; set; }

    /// <summary>Requests that may wait for one tower; more are refused.</summary>
    [Range(1, 100_000)]
    public int QueueLength { get; set; } = 256;

    /// <summary>The most pictures in one batch on CUDA; a CPU and a dynamically quantised tower take one at a time.</summary>
    [Range(1, 256)]
    public int MaxBatch { get; set; } = 16;

    internal int EffectiveThreads => Threads > 0 ? Threads : Environment.ProcessorCount;
}
