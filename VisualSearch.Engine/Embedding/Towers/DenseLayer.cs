using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace VisualSearch.Engine.Embedding.Towers;

/// <summary>A projection without bias, <c>y = W x</c>, whose weight <c>[out, in]</c> (float32) comes from a safetensors file.</summary>
/// <remarks>The format: 8 bytes little-endian length of a JSON header, the header (name -> dtype, shape, data_offsets), the data.</remarks>
internal sealed class DenseLayer
{
    private const long LongestHeader = 100_000_000;

    private readonly float[] _weight;

    private DenseLayer(float[] weight, int outputs, int inputs)
    {
        _weight = weight;
        Outputs = outputs;
        Inputs = inputs;
    }

    public int Outputs { get; }

    public int Inputs { get; }

    /// <exception cref="ModelUnavailableException">Not such a file, or no such tensor in it.</exception>
    public static DenseLayer Read(string file, string tensor)
    {
        try
        {
            return Parse(File.ReadAllBytes(file), tensor);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ModelUnavailableException($"{file} cannot be used for the projection: {e.Message}", e);
        }
    }

    public float[] Apply(ReadOnlySpan<float> row)
    {
        float[] result = new float[Outputs];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = TensorPrimitives.Dot(_weight.AsSpan(i * Inputs, Inputs), row);
        }

        return result;
    }

    private static DenseLayer Parse(byte[] content, string tensor)
    {
        ulong headerLength = content.Length >= 8 ? BinaryPrimitives.ReadUInt64LittleEndian(content) : 0;
        if (headerLength is 0 or > LongestHeader || headerLength > (ulong)(content.Length - 8))
        {
            throw new InvalidDataException("its header is cut off");
        }

        using JsonDocument header = JsonDocument.Parse(content.AsMemory(8, (int)headerLength));
        if (!header.RootElement.TryGetProperty(tensor, out JsonElement entry))
        {
            throw new InvalidDataException($"it has no {tensor}, only {string.Join(", ", header.RootElement.EnumerateObject().Select(member => member.Name))}");
        }

        int[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(side => side.GetInt32())];
        long[] span = [.. entry.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        if (entry.GetProperty("dtype").GetString() != "F32" || shape is not [> 0, > 0] || span is not [>= 0, _])
        {
            throw new InvalidDataException($"{tensor} is not a float32 matrix");
        }

        long start = 8 + (long)headerLength + span[0];
        long length = span[1] - span[0];
        if (length != (long)shape[0] * shape[1] * sizeof(float) || start + length > content.Length)
        {
            throw new InvalidDataException($"the data of {tensor} is cut off");
        }

        float[] weight = new float[shape[0] * shape[1]];
        content.AsSpan((int)start, (int)length).CopyTo(MemoryMarshal.AsBytes(weight.AsSpan()));
        return new DenseLayer(weight, shape[0], shape[1]);
    }
}
