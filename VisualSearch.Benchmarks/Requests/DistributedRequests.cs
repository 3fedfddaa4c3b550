using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using VisualSearch.Benchmarks.Hosting;
using VisualSearch.Benchmarks.Measuring;
using VisualSearch.Benchmarks.Models;
using VisualSearch.Benchmarks.Pictures;

namespace VisualSearch.Benchmarks.Requests;

/// <summary>A search by picture over HTTP in both modes, over the same products: its whole time less what the response itself says of its vectors stage.</summary>
internal static class DistributedRequests
{
    private const int WarmUp = 60;
    private const int Rounds = 100;
    private const int Limit = 10;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        Report report = new("distributed-request");
        SyntheticClip clip = await SyntheticClip.UnpackAsync(cancellationToken);
        byte[][] pictures = MadePictures.Small(8);
        foreach (string variant in SyntheticClip.Variants)
        {
            await using BothModes modes = await BothModes.StartAsync(clip, variant, cancellationToken);
            await using ApiProcess distributed = await modes.StartDistributedAsync([], cancellationToken);
            await using ApiProcess embedded = await modes.StartEmbeddedAsync([], cancellationToken);
            Pair pair = await Alternating.MeasureAsync(WarmUp, Rounds, round => TimeAsync(distributed, Picture(round), cancellationToken), round => TimeAsync(embedded, Picture(round), cancellationToken));
            report.AddAtMost($"by-image request, 640x640 JPEG, less its vectors stage: distributed / embedded, {variant}", pair, 1.25);
        }

        await report.WriteAsync(cancellationToken);

        byte[] Picture(int round) => pictures[Math.Abs(round) % pictures.Length];
    }

    private static async Task<double> TimeAsync(ApiProcess api, byte[] picture, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        using ByteArrayContent content = new(picture);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        using HttpResponseMessage answer = await api.Http.PostAsync(string.Create(CultureInfo.InvariantCulture, $"/api/v1/search/by-image?limit={Limit}"), content, cancellationToken);
        if ((await ApiProcess.ReadAsync(answer, cancellationToken)).GetProperty("results").GetArrayLength() != Limit)
        {
            throw new InvalidDataException("A search found too little to be compared.");
        }

        return Stopwatch.GetElapsedTime(started).TotalMilliseconds - VectorsStage(answer);
    }

    /// <summary>In milliseconds.</summary>
    private static double VectorsStage(HttpResponseMessage answer)
    {
        const string Name = "vectors;dur=";
        string stage = answer.Headers.GetValues("Server-Timing").SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries)).Single(part => part.StartsWith(Name, StringComparison.Ordinal));
        return double.Parse(stage.AsSpan(Name.Length), CultureInfo.InvariantCulture);
    }
}
