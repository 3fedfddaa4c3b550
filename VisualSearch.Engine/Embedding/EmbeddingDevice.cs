namespace VisualSearch.Engine.Embedding;

/// <summary>Where the towers run.</summary>
public enum EmbeddingDevice
{
    /// <summary>CUDA where this build and this machine have it, else the CPU.</summary>
    Auto,

    Cpu,

    /// <summary>CUDA; without it the program refuses to start, or the model to be loaded: whoever names it would not have a CPU's tenth of the speed unasked.</summary>
    Cuda,
}
