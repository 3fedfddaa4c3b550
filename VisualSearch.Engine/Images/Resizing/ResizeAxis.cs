namespace VisualSearch.Engine.Images;

/// <summary>One direction of a resize: <paramref name="Length"/> source pixels become <paramref name="Resized"/>, of which <paramref name="Kept"/> from <paramref name="From"/> on are wanted.</summary>
/// <param name="Length">Source pixels.</param>
/// <param name="Source">What these pixels stand for, in source pixels: less than <paramref name="Length"/> where a shrinking decoder rounded up.</param>
/// <param name="Resized">Pixels of the whole result; large for a thin strip, of which only the kept ones are ever computed.</param>
/// <param name="From">The first kept pixel.</param>
/// <param name="Kept">How many are kept.</param>
internal readonly record struct ResizeAxis(int Length, double Source, long Resized, long From, int Kept)
{
    /// <summary>Source pixels per pixel of the result.</summary>
    public double Scale => Source / Resized;

    /// <summary>Half the reach of the filter, in source pixels.</summary>
    public double Support => 2 * Math.Max(Scale, 1);

    /// <summary>True when the pass has nothing to do but copy: it is then left out, as the reference leaves it out.</summary>
    public bool Fits => Resized == Length;

    public static ResizeAxis Whole(int length, int resized) => new(length, length, resized, 0, resized);

    public ResizeAxis Shrunk(int factor, int length) => this with { Length = length, Source = Source / factor };

    /// <summary>The source pixels under one pixel of the result, counted within the whole result; the end is exclusive.</summary>
    public (int From, int To) Window(long position)
    {
        double centre = (position + 0.5) * Scale;
        int from = (int)Math.Max(centre - Support + 0.5, 0);
        int to = (int)Math.Min(centre + Support + 0.5, Length);
        return (Math.Min(from, Length - 1), Math.Max(to, Math.Min(from, Length - 1) + 1));
    }

    /// <summary>The source pixels under the kept ones; the end is exclusive.</summary>
    public (int From, int To) Needed() => Fits ? ((int)From, (int)From + Kept) : (Window(From).From, Window(From + Kept - 1).To);
}
