using VisualSearch.Engine.Images;

namespace VisualSearch.Engine.Embedding;

/// <summary>What a loaded model says of itself.</summary>
internal sealed record ModelDescription(
    string Name,
    string Variant,
    string Fingerprint,
    int Dimension,
    PixelSpec Pixels,
    Calibration? ImageCalibration,
    Calibration? TextCalibration);

/// <param name="Capacity">Requests that may wait for one tower.</param>
/// <param name="MaxBatch">Pictures in one run.</param>
/// <param name="TextWorkers">Texts at once.</param>
internal sealed record QueueSizes(int Capacity, int MaxBatch, int TextWorkers);
