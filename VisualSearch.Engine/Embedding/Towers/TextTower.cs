using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using VisualSearch.Engine.Embedding.Manifests;
using VisualSearch.Engine.Embedding.Tokenizers;

namespace VisualSearch.Engine.Embedding.Towers;

/// <summary>Text in, unit vector out: tokenizer, graph, and the pooling and projection the graph may lack. Calls may overlap.</summary>
internal sealed class TextTower : IDisposable
{
    private readonly TowerSession _session;
    private readonly TextSpec _spec;
    private readonly TextTokenizer _tokenizer;
    private readonly DenseLayer? _dense;
    private readonly int _dimension;

    private TextTower(TowerSession session, TextSpec spec, TextTokenizer tokenizer, DenseLayer? dense, int dimension)
    {
        _session = session;
        _spec = spec;
        _tokenizer = tokenizer;
        _dense = dense;
        _dimension = dimension;
    }

    /// <param name="find">The place of a file of the manifest.</param>
    public static TextTower Open(string file, TextSpec spec, Func<string, string> find, int dimension, int threads, bool cuda)
    {
        TextTokenizer tokenizer = ReadTokenizer(spec.Tokenizer, find);
        DenseLayer? dense = spec.Dense is { } layer ? DenseLayer.Read(find(layer.File), layer.Tensor) : null;
        if (dense is not null && dense.Outputs != dimension)
        {
            throw new ModelUnavailableException($"{find(spec.Dense!.File)} projects to {dense.Outputs} numbers; the manifest says {dimension}");
        }

        string[] inputs = spec.Mask is { } mask ? [spec.Ids.Name, mask.Name] : [spec.Ids.Name];
        TowerSession session = TowerSession.Open(file, inputs, spec.Output, threads, cuda);
        try
        {
            TowerShape.Require(session, file, dense?.Inputs ?? dimension, ElementTypeOf(spec.Ids.Type));
            return new TextTower(session, spec, tokenizer, dense, dimension);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public float[] Embed(string text) => EmbedIds(_tokenizer.Encode(text, _spec.ContextLength));

    /// <param name="ids">As the tokenizer gives them, or already padded.</param>
    internal float[] EmbedIds(long[] ids)
    {
        int real = ids.Length;
        if (_spec.Padding.Rule == PaddingRule.Fixed && real < _spec.ContextLength)
        {
            Array.Resize(ref ids, _spec.ContextLength);
            ids.AsSpan(real).Fill(_spec.Padding.Id);
        }

        using OrtValue idValue = Tensor(ids, _spec.Ids.Type);
        if (_spec.Mask is not { } mask)
        {
            return EmbedTokens([idValue], real);
        }

        long[] ones = new long[ids.Length];
        ones.AsSpan(0, real).Fill(1);
        using OrtValue maskValue = Tensor(ones, mask.Type);
        return EmbedTokens([idValue, maskValue], real);
    }

    public void Dispose() => _session.Dispose();

    private float[] EmbedTokens(OrtValue[] inputs, int real)
    {
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(inputs);
        float[] values = Floats(outputs[0]);
        int width = _dense?.Inputs ?? _dimension;
        ReadOnlySpan<float> row = values;
        if (_spec.Pooling == Pooling.Mean)
        {
            row = MeanOfRows(values, width, real);
        }

        if (row.Length != width)
        {
            throw new InvalidDataException($"The text tower gave {row.Length} numbers instead of {width}");
        }

        return UnitVector.Of(_dense is null ? row : _dense.Apply(row));
    }

    private static float[] MeanOfRows(float[] rows, int width, int count)
    {
        if (rows.Length < count * width)
        {
            throw new InvalidDataException($"The text tower gave {rows.Length} numbers for {count} tokens of {width}");
        }

        float[] mean = new float[width];
        for (int i = 0; i < count; i++)
        {
            TensorPrimitives.Add(mean, rows.AsSpan(i * width, width), mean);
        }

        TensorPrimitives.Divide(mean, count, mean);
        return mean;
    }

    private float[] Floats(OrtValue value)
    {
        if (_session.OutputType == TensorElementType.Float)
        {
            return value.GetTensorDataAsSpan<float>().ToArray();
        }

        ReadOnlySpan<Float16> halves = value.GetTensorDataAsSpan<Float16>();
        float[] result = new float[halves.Length];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(halves), result);
        return result;
    }

    private static OrtValue Tensor(long[] values, IntegerType type) => type == IntegerType.Int64
        ? OrtValue.CreateTensorValueFromMemory(values, [1, values.Length])
        : OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, value => (int)value), [1, values.Length]);

    private static TensorElementType ElementTypeOf(IntegerType type) => type == IntegerType.Int64 ? TensorElementType.Int64 : TensorElementType.Int32;

    private static TextTokenizer ReadTokenizer(TokenizerSpec spec, Func<string, string> find)
    {
        try
        {
            return spec.Kind switch
            {
                TokenizerKind.ClipBpe => new ClipTokenizer(find(spec.Files[0]), find(spec.Files[1])),
                TokenizerKind.BertWordPieceCased => new WordPieceTextTokenizer(find(spec.Files[0])),
                TokenizerKind.SentencePieceXlmr => new XlmRobertaTokenizer(find(spec.Files[0])),
                _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Kind, "no such tokenizer"),
            };
        }
        catch (Exception e) when (e is not ModelUnavailableException)
        {
            throw new ModelUnavailableException($"The tokenizer files {string.Join(", ", spec.Files.Select(find))} cannot be read: {e.Message}", e);
        }
    }
}
