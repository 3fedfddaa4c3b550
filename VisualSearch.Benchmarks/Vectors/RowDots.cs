using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;
using VisualSearch.Engine.Vectors.InProcess;

namespace VisualSearch.Benchmarks.Vectors;

/// <summary>One row of 512 numbers that is in the cache, by each kind of instruction, against the fp32 dot product: what is left when memory is not the bound.</summary>
[InProcess]
[ShortRunJob]
public class RowDots
{
    private const int Stride = GeneratedVectors.Dimension;

    private readonly byte[] _row = new byte[Stride];
    private readonly float[] _plain;
    private readonly float[] _query;
    private readonly QueryCodes _codes;

    public RowDots()
    {
        _plain = new GeneratedVectors().All().First();
        _query = new GeneratedVectors().All().ElementAt(2);
        RowCodes.Write(_plain, _row);
        _codes = new QueryCodes(_query, Stride);
    }

    public static Task RunAsync(CancellationToken cancellationToken)
    {
        BenchmarkRunner.Run<RowDots>();
        return Task.CompletedTask;
    }

    [Benchmark(Baseline = true)]
    public float Fp32() => TensorPrimitives.Dot<float>(_plain, _query);

    [Benchmark]
    public int Vnni() => Dot<VnniDot>();

    [Benchmark]
    public int Avx512() => Dot<Avx512Dot>();

    [Benchmark]
    public int Avx2() => Dot<Avx2Dot>();

    [Benchmark]
    public int Portable() => Dot<PortableDot>();

    [Benchmark]
    public int Scalar() => Dot<ScalarDot>();

    /// <summary>0 at once where the processor lacks the instructions.</summary>
    private int Dot<TDot>()
        where TDot : struct, IRowDot => TDot.IsSupported ? TDot.Dot(ref _row[0], _codes) : 0;
}
