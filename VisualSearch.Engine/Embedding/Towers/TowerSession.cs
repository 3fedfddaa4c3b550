using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace VisualSearch.Engine.Embedding.Towers;

/// <summary>An ONNX Runtime session whose inputs and outputs are checked against the manifest's names. Runs may overlap.</summary>
internal sealed class TowerSession : IDisposable
{
    private static readonly RunOptions Plain = new();

    private readonly InferenceSession _session;
    private readonly string[] _inputs;
    private readonly string[] _outputs;

    private TowerSession(InferenceSession session, string[] inputs, string[] outputs, bool cuda)
    {
        _session = session;
        _inputs = inputs;
        _outputs = outputs;
        Cuda = cuda;
        InputType = session.InputMetadata[inputs[0]].ElementDataType;
        OutputType = session.OutputMetadata[outputs[0]].ElementDataType;
        OutputWidth = session.OutputMetadata[outputs[0]].Dimensions is [.., > 0 and int width] ? width : null;
    }

    public bool Cuda { get; }

    public TensorElementType InputType { get; }

    public TensorElementType OutputType { get; }

    /// <summary>Length of an output row; null when the graph leaves it open.</summary>
    public int? OutputWidth { get; }

    /// <param name="inputs">The names the caller gives values for.</param>
    /// <param name="output">Null for the graph's only output.</param>
    /// <param name="threads">Threads of one run on a CPU.</param>
    /// <param name="cuda">Whether to run on CUDA; an exception of the runtime when it cannot.</param>
    /// <exception cref="ModelUnavailableException">Not a model, or not one with these names.</exception>
    public static TowerSession Open(string file, IReadOnlyList<string> inputs, string? output, int threads, bool cuda)
    {
        using SessionOptions options = SessionPlan.For(threads, cuda);
        InferenceSession session;
        try
        {
            session = new InferenceSession(file, options);
        }
        catch (OnnxRuntimeException e) when (!cuda)
        {
            throw new ModelUnavailableException($"{file} cannot be loaded: {e.Message}", e);
        }

        try
        {
            return new TowerSession(session, Checked(inputs, session.InputMetadata.Keys, "inputs", file), [OutputOf(session, output, file)], cuda);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Into values that the caller keeps.</summary>
    public void Run(OrtValue[] inputs, OrtValue[] outputs) => _session.Run(Plain, _inputs, inputs, _outputs, outputs);

    /// <summary>Into values that the runtime makes, for outputs whose shape is not known before.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(OrtValue[] inputs) => _session.Run(Plain, _inputs, inputs, _outputs);

    public void Dispose() => _session.Dispose();

    private static string[] Checked(IReadOnlyList<string> wanted, IEnumerable<string> present, string what, string file)
    {
        string[] names = [.. present];
        string[] absent = [.. wanted.Except(names, StringComparer.Ordinal)];
        string[] unfed = [.. names.Except(wanted, StringComparer.Ordinal)];
        if (absent.Length > 0 || unfed.Length > 0)
        {
            string complaint = absent.Length > 0
                ? $"has no {string.Join(", ", absent)}"
                : $"also wants {string.Join(", ", unfed)}, which the manifest does not name";
            throw new ModelUnavailableException($"{file} {complaint}; its {what} are {string.Join(", ", names)}");
        }

        return [.. wanted];
    }

    private static string OutputOf(InferenceSession session, string? wanted, string file)
    {
        string[] names = [.. session.OutputMetadata.Keys];
        if (wanted is null)
        {
            return names.Length == 1
                ? names[0]
                : throw new ModelUnavailableException($"{file} has several outputs, so the manifest must name one of {string.Join(", ", names)}");
        }

        return names.Contains(wanted, StringComparer.Ordinal)
            ? wanted
            : throw new ModelUnavailableException($"{file} has no {wanted}; its outputs are {string.Join(", ", names)}");
    }
}
