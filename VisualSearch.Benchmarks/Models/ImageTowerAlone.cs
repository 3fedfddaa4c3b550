using Microsoft.ML.OnnxRuntime;
using VisualSearch.Engine.Embedding.Manifests;
using VisualSearch.Engine.Embedding.Towers;
using VisualSearch.Engine.Images;

namespace VisualSearch.Benchmarks.Models;

/// <summary>"Inference" in the table of aims: the graph of the image tower and nothing else, of one tensor that is there already.</summary>
internal sealed class ImageTowerAlone : IDisposable
{
    private readonly TowerSession _session;
    private readonly OrtValue[] _input;
    private readonly OrtValue[] _output;

    public ImageTowerAlone(SyntheticClip clip, string variant, RgbPixels pixels, int threads)
    {
        ImageSpec spec = clip.Manifest.Image;
        float[] planes = new float[3 * spec.Width * spec.Height];
        new PixelTensor(spec.Mean, spec.Std).Fill(pixels.Data, planes);
        _session = TowerSession.Open(clip.ImageFile(variant), [spec.Input], spec.Output, threads, cuda: false);
        _input = [OrtValue.CreateTensorValueFromMemory(planes, [1, 3, spec.Height, spec.Width])];
        _output = [OrtValue.CreateTensorValueFromMemory(new float[clip.Manifest.Dimension], [1, clip.Manifest.Dimension])];
    }

    public void Run() => _session.Run(_input, _output);

    public void Dispose()
    {
        _input[0].Dispose();
        _output[0].Dispose();
        _session.Dispose();
    }
}
