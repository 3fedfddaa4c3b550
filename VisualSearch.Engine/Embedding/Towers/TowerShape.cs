using Microsoft.ML.OnnxRuntime.Tensors;

namespace VisualSearch.Engine.Embedding.Towers;

/// <summary>Compares what a graph says of itself with what the manifest says of it.</summary>
internal static class TowerShape
{
    /// <exception cref="ModelUnavailableException">The graph reads or gives another type, or vectors of another length.</exception>
    public static void Require(TowerSession session, string file, int width, params ReadOnlySpan<TensorElementType> inputs)
    {
        if (!inputs.Contains(session.InputType))
        {
            throw new ModelUnavailableException($"{file} reads {session.InputType}; the manifest says {string.Join(" or ", inputs.ToArray())}");
        }

        if (session.OutputType is not (TensorElementType.Float or TensorElementType.Float16))
        {
            throw new ModelUnavailableException($"{file} gives {session.OutputType} instead of float numbers");
        }

        if (session.OutputWidth is { } actual && actual != width)
        {
            throw new ModelUnavailableException($"{file} gives vectors of {actual} numbers; the manifest says {width}");
        }
    }
}
