namespace VisualSearch.Engine.Images;

/// <summary>How a picture is brought to a model's size.</summary>
public enum ResizeRule
{
    /// <summary>Shortest side to the target, centre cropped: what CLIP's own preprocessing does.</summary>
    Crop,

    /// <summary>Longest side to the target, the rest filled with white.</summary>
    Pad,

    /// <summary>Both sides to the target, proportions lost.</summary>
    Squash,
}

/// <summary>What becomes of an embedded colour profile.</summary>
public enum ProfileRule
{
    /// <summary>Colours are converted to sRGB, as a viewer would show them.</summary>
    Convert,

    /// <summary>The profile is ignored, as the reference stack of the golden files does.</summary>
    Ignore,
}

/// <summary>The pixels a model wants. Part of the model's fingerprint: another spec is another vector space.</summary>
/// <param name="Width">Pixels, as the model's input is wide.</param>
/// <param name="Height">Pixels, as the model's input is high.</param>
/// <param name="ShrinkOnLoad">Let the JPEG decoder skip detail that the resize would throw away (never below twice the target).</param>
public sealed record PixelSpec(int Width, int Height, ResizeRule Resize = ResizeRule.Crop, ProfileRule Profiles = ProfileRule.Convert, bool ShrinkOnLoad = true);
