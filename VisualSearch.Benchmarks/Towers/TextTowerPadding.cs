using VisualSearch.Benchmarks.Measuring;
using VisualSearch.Benchmarks.Models;
using VisualSearch.Engine.Embedding.Towers;

namespace VisualSearch.Benchmarks.Towers;

/// <summary>The text tower alone, 8 tokens as they are against the same padded to the context's 77; and what one picture costs.</summary>
internal static class TextTowerPadding
{
    private const int Rounds = 60;
    private const long End = 49_407;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        Report report = new("towers");
        SyntheticClip clip = await SyntheticClip.UnpackAsync(cancellationToken);
        using TextTower tower = TextTower.Open(clip.TextFile(), clip.Manifest.Text!, clip.PathOf, clip.Manifest.Dimension, threads: 1, cuda: false);
        long[] unpadded = [49_406, 320, 736, 3_562, 539, 320, 1_868, End];
        long[] padded = [.. unpadded, .. Enumerable.Repeat(End, 77 - unpadded.Length)];

        Pair pair = await Alternating.RunAsync(5, Rounds, _ => tower.EmbedIds(unpadded), _ => tower.EmbedIds(padded));
        report.AddAtMost("text tower alone, 8 tokens: unpadded / padded to 77", pair, 0.25);
        await report.WriteAsync(cancellationToken);
    }
}
