namespace VisualSearch.Engine.Images;

/// <summary>Decoded pixels: 8 bits a channel, R G B, rows from the top, no padding between rows.</summary>
/// <param name="Data"><c>Width * Height * 3</c> bytes.</param>
public sealed record RgbPixels(int Width, int Height, byte[] Data);
