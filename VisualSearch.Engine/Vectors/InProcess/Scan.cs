using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>
/// One search over one snapshot, on the calling thread and, for a large one, on others beside it:
/// 1 every row that the filter leaves gets an approximate cosine from its codes -> 2 products whose upper bound reaches the limit-th greatest lower bound are
/// candidates -> 3 candidates, most promising first, get their exact cosine until none that is left can reach the limit-th best.
/// The bounds hold always (<see cref="RowCodes.Error"/>), so the answer is that of comparing with every vector exactly.
/// </summary>
internal sealed class Scan<TDot>(VectorQuery query, float[] unit, NameTable names, Snapshot snapshot, int threads)
    where TDot : struct, IRowDot
{
    // What summing in 32-bit floats can be off by, here and in the exact cosine, a number of the vector; generous.
    private const float RoundingPerNumber = 2.4e-7f;

    // Far enough ahead to hide memory's latency, near enough to be in the second cache still when its turn comes. The processor's own prefetch ends at each page.
    private const int PrefetchBytes = 32_768;

    // Fewer are scanned sooner than another thread wakes up.
    private const int LeastRowsOfAPart = 8192;

    private readonly FilterPlan _filter = new(query.Filter, names);
    private readonly float[] _unit = unit;
    private readonly int _limit = Math.Min(query.Limit, snapshot.Products);
    private readonly float _rounding = 1e-6f + (unit.Length * RoundingPerNumber);

    public VectorHit[] Run(CancellationToken cancellationToken)
    {
        if (_limit == 0)
        {
            return [];
        }

        QueryCodes codes = new(_unit, RowCodes.StrideOf(_unit.Length));
        int parts = Math.Min(threads, (int)Math.Min(snapshot.Rows / LeastRowsOfAPart, snapshot.Segments.Length));
        if (parts <= 1)
        {
            Part whole = CollectPart(0, 1, codes, cancellationToken);
            return Rescore(whole.Candidates, whole.Threshold);
        }

        Part[] found = new Part[parts];
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts, CancellationToken = cancellationToken }, part => found[part] = CollectPart(part, parts, codes, cancellationToken));
        // What bounds the best of a part from below bounds the best of all.
        return Rescore([.. found.SelectMany(part => part.Candidates)], found.Max(part => part.Threshold));
    }

    /// <summary>Every <paramref name="parts"/>th segment, from <paramref name="first"/> on.</summary>
    private Part CollectPart(int first, int parts, QueryCodes codes, CancellationToken cancellationToken)
    {
        LowerBounds lowerBounds = new(_limit, query.MinScore);
        List<Candidate> candidates = [];
        for (int segment = first; segment < snapshot.Segments.Length; segment += parts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Collect(segment, codes, lowerBounds, candidates);
        }

        return new Part(candidates, lowerBounds.Threshold);
    }

    private void Collect(int at, QueryCodes codes, LowerBounds lowerBounds, List<Candidate> found)
    {
        SegmentView view = snapshot.Segments[at];
        Segment segment = view.Segment;
        ReadOnlySpan<int> starts = segment.Starts(view.Entries);
        ReadOnlySpan<RowCodes> rows = segment.Rows(starts[^1]);

        // The approximate cosine is below the stated error by (1 + row error) times the query's own; row errors are far below 1.
        float slack = _rounding + (codes.Error * 2);
        float threshold = lowerBounds.Threshold;
        for (int number = 0; number < view.Entries; number++)
        {
            if (view.IsDead(number) || !(_filter.PassesAll || _filter.Pass(segment.EntryAt(number).Fields)))
            {
                continue;
            }

            float upper = float.NegativeInfinity;
            float lower = float.NegativeInfinity;
            for (int row = starts[number]; row < starts[number + 1]; row++)
            {
                if (_filter.PassesAll)
                {
                    segment.Prefetch(row, PrefetchBytes);
                }

                float cosine = TDot.Dot(ref segment.CodesAt(row), codes) * rows[row].Factor * codes.Scale;
                float error = rows[row].Error + slack;
                upper = Math.Max(upper, cosine + error);
                lower = Math.Max(lower, cosine - error);
            }

            if (upper >= threshold && !query.Filter.Exclude.Contains(segment.EntryAt(number).Product))
            {
                found.Add(new Candidate(upper, at, number));
                lowerBounds.Add(lower);
                threshold = lowerBounds.Threshold;
            }
        }
    }

    private VectorHit[] Rescore(List<Candidate> found, float threshold)
    {
        Span<Candidate> candidates = CollectionsMarshal.AsSpan(found);
        candidates.Sort(static (left, right) => right.Upper.CompareTo(left.Upper));
        BestHits best = new(_limit, query.MinScore);
        float[] scratch = ArrayPool<float>.Shared.Rent(_unit.Length);
        foreach (Candidate candidate in candidates)
        {
            if (candidate.Upper < threshold || candidate.Upper < best.Threshold)
            {
                break;
            }

            best.Add(BestPicture(candidate, scratch.AsSpan(0, _unit.Length)));
        }

        ArrayPool<float>.Shared.Return(scratch);
        return best.ToArray();
    }

    private VectorHit BestPicture(Candidate candidate, Span<float> scratch)
    {
        Segment segment = snapshot.Segments[candidate.Segment].Segment;
        ref readonly Entry entry = ref segment.EntryAt(candidate.Entry);
        VectorHit best = default;
        for (int row = entry.Row; row < entry.Row + entry.Rows; row++)
        {
            float score = segment.Cosine(row, _unit, scratch);
            PictureId picture = segment.PictureAt(row);
            if (row == entry.Row || score > best.Score || (score == best.Score && picture.Value < best.Picture.Value))
            {
                best = new VectorHit(entry.Product, picture, score);
            }
        }

        return best;
    }

    /// <summary>What one thread found.</summary>
    private sealed record Part(List<Candidate> Candidates, float Threshold);

    private readonly record struct Candidate(float Upper, int Segment, int Entry);
}
