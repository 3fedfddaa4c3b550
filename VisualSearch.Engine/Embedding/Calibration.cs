namespace VisualSearch.Engine.Embedding;

/// <summary>A monotone line from cosine to relevance, straight between its points and flat outside of them.</summary>
public sealed class Calibration
{
    /// <summary>Above every cosine, also when both are rounded to float and a float's cosine of a picture with itself is a little over 1.</summary>
    private const double Unreachable = 2;

    private readonly double[] _cosines;
    private readonly double[] _relevances;

    /// <param name="points">At least two pairs of cosine (-1 to 1, strictly rising) and relevance (0 to 1, never falling).</param>
    /// <exception cref="ArgumentException">The points are not such a line.</exception>
    public Calibration(IEnumerable<(double Cosine, double Relevance)> points)
    {
        (double Cosine, double Relevance)[] line = [.. points];
        if (FaultOf(line) is { } fault)
        {
            throw new ArgumentException(fault, nameof(points));
        }

        _cosines = [.. line.Select(point => point.Cosine)];
        _relevances = [.. line.Select(point => point.Relevance)];
    }

    /// <summary>0 to 1.</summary>
    public double RelevanceOf(double cosine) => Between(cosine, _cosines, _relevances);

    /// <summary>The least cosine with at least this relevance; 2 when the line never gets there, -1 when every cosine has it.</summary>
    public double CosineOf(double relevance)
    {
        if (relevance <= _relevances[0])
        {
            return -1;
        }

        for (int i = 1; i < _relevances.Length; i++)
        {
            if (_relevances[i] >= relevance)
            {
                double share = (relevance - _relevances[i - 1]) / (_relevances[i] - _relevances[i - 1]);
                return _cosines[i - 1] + (share * (_cosines[i] - _cosines[i - 1]));
            }
        }

        return Unreachable;
    }

    /// <summary>What is wrong with the points of a line, in words; null when nothing is.</summary>
    internal static string? FaultOf(IReadOnlyList<(double Cosine, double Relevance)> points)
    {
        if (points.Count < 2)
        {
            return "needs at least two points";
        }

        for (int i = 0; i < points.Count; i++)
        {
            if (points[i].Cosine is not (>= -1 and <= 1) || points[i].Relevance is not (>= 0 and <= 1))
            {
                return $"point {i} must be [cosine -1 to 1, relevance 0 to 1]";
            }

            if (i > 0 && (points[i].Cosine <= points[i - 1].Cosine || points[i].Relevance < points[i - 1].Relevance))
            {
                return $"point {i} must have a greater cosine and no less relevance than the one before";
            }
        }

        return null;
    }

    private static double Between(double x, double[] xs, double[] ys)
    {
        if (x <= xs[0])
        {
            return ys[0];
        }

        for (int i = 1; i < xs.Length; i++)
        {
            if (x <= xs[i])
            {
                return ys[i - 1] + ((x - xs[i - 1]) / (xs[i] - xs[i - 1]) * (ys[i] - ys[i - 1]));
            }
        }

        return ys[^1];
    }
}
