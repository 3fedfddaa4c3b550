using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using VisualSearch.Engine.Embedding.Manifests;
using VisualSearch.Engine.Images;

namespace VisualSearch.Engine.Embedding.Towers;

/// <summary>Pixels in, unit vectors out. Calls may overlap; each takes buffers of its own from a pool.</summary>
internal sealed class ImageTower : IDisposable
{
    private readonly TowerSession _session;
    private readonly ImageSpec _spec;
    private readonly PixelTensor _pixels;
    private readonly int _dimension;
    private readonly ConcurrentBag<Buffers> _pool = [];

    private ImageTower(TowerSession session, ImageSpec spec, int dimension)
    {
        _session = session;
        _spec = spec;
        _dimension = dimension;
        _pixels = new PixelTensor(spec.Mean, spec.Std);
    }

    public bool Cuda => _session.Cuda;

    public static ImageTower Open(string file, ImageSpec spec, int dimension, int threads, bool cuda)
    {
        TowerSession session = TowerSession.Open(file, [spec.Input], spec.Output, threads, cuda);
        try
        {
            TowerShape.Require(session, file, dimension, TensorElementType.Float, TensorElementType.Float16);
            return new ImageTower(session, spec, dimension);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The vector of one picture.</summary>
    /// <exception cref="ArgumentException">The pixels are not of the model's size.</exception>
    public float[] Embed(RgbPixels pixels)
    {
        Buffers buffers = _pool.TryTake(out Buffers? used) ? used : new Buffers(_session, _spec, 1, _dimension);
        try
        {
            return EmbedInto(buffers, [pixels])[0];
        }
        finally
        {
            _pool.Add(buffers);
        }
    }

    /// <summary>The vectors of several pictures from one run; only for towers whose vectors do not depend on their batch.</summary>
    public float[][] EmbedBatch(IReadOnlyList<RgbPixels> batch)
    {
        if (batch.Count == 1)
        {
            return [Embed(batch[0])];
        }

        using Buffers buffers = new(_session, _spec, batch.Count, _dimension);
        return EmbedInto(buffers, batch);
    }

    public void Dispose()
    {
        while (_pool.TryTake(out Buffers? buffers))
        {
            buffers.Dispose();
        }

        _session.Dispose();
    }

    private float[][] EmbedInto(Buffers buffers, IReadOnlyList<RgbPixels> batch)
    {
        int length = _spec.Width * _spec.Height * 3;
        for (int i = 0; i < batch.Count; i++)
        {
            RgbPixels pixels = batch[i];
            if (pixels.Width != _spec.Width || pixels.Height != _spec.Height || pixels.Data.Length != length)
            {
                throw new ArgumentException($"The model reads {_spec.Width} x {_spec.Height} pixels, not {pixels.Width} x {pixels.Height} in {pixels.Data.Length} bytes", nameof(batch));
            }

            _pixels.Fill(pixels.Data, buffers.Planes.AsSpan(i * length, length));
        }

        buffers.Run(_session);
        float[][] vectors = new float[batch.Count][];
        for (int i = 0; i < vectors.Length; i++)
        {
            vectors[i] = UnitVector.Of(buffers.Rows.AsSpan(i * _dimension, _dimension));
        }

        return vectors;
    }

    /// <summary>The memory of one run, pinned once and used again; half floats only where the graph wants them.</summary>
    private sealed class Buffers : IDisposable
    {
        private readonly Float16[]? _halfPlanes;
        private readonly Float16[]? _halfRows;
        private readonly OrtValue[] _input;
        private readonly OrtValue[] _output;

        public Buffers(TowerSession session, ImageSpec spec, int count, int dimension)
        {
            Planes = new float[count * 3 * spec.Width * spec.Height];
            Rows = new float[count * dimension];
            long[] inputShape = [count, 3, spec.Height, spec.Width];
            long[] outputShape = [count, dimension];
            _halfPlanes = session.InputType == TensorElementType.Float16 ? new Float16[Planes.Length] : null;
            _halfRows = session.OutputType == TensorElementType.Float16 ? new Float16[Rows.Length] : null;
            _input = [_halfPlanes is null ? OrtValue.CreateTensorValueFromMemory(Planes, inputShape) : OrtValue.CreateTensorValueFromMemory(_halfPlanes, inputShape)];
            _output = [_halfRows is null ? OrtValue.CreateTensorValueFromMemory(Rows, outputShape) : OrtValue.CreateTensorValueFromMemory(_halfRows, outputShape)];
        }

        public float[] Planes { get; }

        public float[] Rows { get; }

        public void Run(TowerSession session)
        {
            if (_halfPlanes is not null)
            {
                TensorPrimitives.ConvertToHalf(Planes, MemoryMarshal.Cast<Float16, Half>(_halfPlanes.AsSpan()));
            }

            session.Run(_input, _output);
            if (_halfRows is not null)
            {
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(_halfRows.AsSpan()), Rows);
            }
        }

        public void Dispose()
        {
            _input[0].Dispose();
            _output[0].Dispose();
        }
    }
}
