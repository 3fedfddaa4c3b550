using Microsoft.ML.OnnxRuntime;

namespace VisualSearch.Engine.Embedding.Towers;

/// <summary>The settings of a session.</summary>
internal static class SessionPlan
{
    private const string CudaProvider = "CUDAExecutionProvider";

    /// <summary>Whether this build of ONNX Runtime has CUDA at all; the machine may still lack it.</summary>
    public static bool CudaIsBuiltIn => OrtEnv.Instance().GetAvailableProviders().Contains(CudaProvider, StringComparer.Ordinal);

    public static SessionOptions For(int threads, bool cuda)
    {
        SessionOptions options = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            InterOpNumThreads = 1,
            IntraOpNumThreads = threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        try
        {
            // Threads that spin between runs steal the cores from decoding and from other towers.
            options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            // Weights outside of the arena, so that disposing of a session gives all of them back.
            options.AddSessionConfigEntry("session.use_device_allocator_for_initializers", "1");
            if (cuda)
            {
                options.AppendExecutionProvider_CUDA();
            }

            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }
}
