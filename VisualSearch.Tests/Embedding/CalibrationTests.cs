using CsCheck;
using VisualSearch.Engine.Embedding;

namespace VisualSearch.Tests.Embedding;

public sealed class CalibrationTests
{
    private static readonly Calibration Bundled = new([(0.1, 0), (0.3, 0.25), (0.5, 0.55), (0.65, 0.75), (0.8, 0.9), (0.95, 1)]);

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0.1, 0)]
    [InlineData(0.2, 0.125)]
    [InlineData(0.3, 0.25)]
    [InlineData(0.725, 0.825)]
    [InlineData(0.95, 1)]
    [InlineData(1, 1)]
    public void Relevance_is_straight_between_points_and_flat_outside(double cosine, double relevance) =>
        Assert.Equal(relevance, Bundled.RelevanceOf(cosine), 12);

    [Fact]
    public void Cosine_of_a_relevance_is_where_the_line_reaches_it() =>
        Gen.Double[0.0001, 1].Sample(relevance => Math.Abs(Bundled.RelevanceOf(Bundled.CosineOf(relevance)) - relevance) < 1e-9);

    [Fact]
    public void Less_cosine_than_that_is_less_relevant() =>
        Gen.Double[0.0001, 1].Sample(relevance => Bundled.RelevanceOf(Bundled.CosineOf(relevance) - 1e-6) < relevance);

    [Fact]
    public void Relevance_never_falls() =>
        Gen.Select(Gen.Double[-1, 1], Gen.Double[-1, 1]).Sample((a, b) => a > b || Bundled.RelevanceOf(a) <= Bundled.RelevanceOf(b));

    [Fact]
    public void Every_cosine_has_relevance_zero() => Assert.Equal(-1, Bundled.CosineOf(0));

    [Fact]
    public void A_relevance_the_line_never_reaches_is_above_every_cosine() =>
        // As a float too, and a float's cosine of a picture with itself may be a little over 1.
        Assert.True((float)new Calibration([(0, 0), (1, 0.5)]).CosineOf(0.6) > 1.0001f);

    [Fact]
    public void On_a_flat_stretch_the_least_cosine_is_given() =>
        Assert.Equal(0.2, new Calibration([(0, 0), (0.2, 0.5), (0.6, 0.5), (1, 1)]).CosineOf(0.5), 12);

    [Fact]
    public void Points_that_are_no_rising_line_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Calibration([(0, 0)]));
        Assert.Throws<ArgumentException>(() => new Calibration([(0, 0), (0, 1)]));
        Assert.Throws<ArgumentException>(() => new Calibration([(0, 0.5), (1, 0.4)]));
        Assert.Throws<ArgumentException>(() => new Calibration([(0, 0), (1.1, 1)]));
        Assert.Throws<ArgumentException>(() => new Calibration([(0, double.NaN), (1, 1)]));
    }
}
