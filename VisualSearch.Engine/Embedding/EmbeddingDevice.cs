namespace VisualSearch.Engine.Embedding;

/// <summary>Where the towers run.</summary>
public enum EmbeddingDevice
{
    /// <summary>CUDA where this build and this machine have it, else the CPU.</summary>
    Auto,

    Cpu,

    /// <summary>CUDA; without it the CPU is used and a warning says so.</summary>
    Cuda,
}
