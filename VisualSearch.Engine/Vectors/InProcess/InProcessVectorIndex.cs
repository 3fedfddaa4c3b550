namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>
/// The exact index of one process: answers are those of comparing the query with every stored vector. Readers never lock: they work on the snapshot that was
/// published last. Memory: 3 bytes a number (a code for the scan, the stored fp16 for the score) and about 100 a product. See README.md beside this file.
/// </summary>
public sealed class InProcessVectorIndex : IVectorIndex
{
    /// <summary>The greatest dimension, which keeps whole-number sums within 32 bits at 8 bits for the query or more.</summary>
    public const int MaxDimension = 32_768;

    private readonly Lock _writing = new();
    private readonly int _threads;
    private readonly NameTable _names = new();
    private readonly IndexWriter _writer;
    private volatile Snapshot _snapshot = Snapshot.Empty;

    /// <param name="dimension">Numbers in a vector, 1 to <see cref="MaxDimension"/>.</param>
    /// <param name="threads">Threads that one search may use at most, the calling one included.</param>
    public InProcessVectorIndex(int dimension, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, MaxDimension);
        Dimension = dimension;
        _threads = threads;
        _writer = new IndexWriter(dimension, _names);
    }

    public int Dimension { get; }

    /// <summary>Rows in memory, those of replaced and removed products included.</summary>
    internal long HeldRows
    {
        get
        {
            lock (_writing)
            {
                return _writer.HeldRows;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>The products of one call become visible together.</remarks>
    /// <exception cref="ArgumentException">A vector of another dimension, with a number that is not finite, or of all zeros; nothing was applied.</exception>
    public Task ApplyAsync(IReadOnlyList<ProductVectors> products, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        VectorChecks.Check(products, Dimension);
        lock (_writing)
        {
            foreach (ProductVectors product in products)
            {
                _writer.Apply(product);
            }

            _snapshot = _writer.Publish();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>Runs to its end before it returns; some milliseconds of one core for 76,462 vectors of 512 numbers.</remarks>
    /// <exception cref="ArgumentException">A query of another dimension, with a number that is not finite, or of all zeros.</exception>
    public Task<IReadOnlyList<VectorHit>> SearchAsync(VectorQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<VectorHit>>(Search(query, cancellationToken));
    }

    public Task<long> CountAsync(CancellationToken cancellationToken) => Task.FromResult(_snapshot.Rows);

    /// <inheritdoc/>
    /// <remarks>Of one moment, all the same: it reads one snapshot.</remarks>
    public IAsyncEnumerable<IndexedPicture> ReadAllAsync(CancellationToken cancellationToken) => _snapshot.Pictures().ToAsyncEnumerable();

    /// <summary>A search by given instructions, for tests and benchmarks that compare them.</summary>
    internal VectorHit[] SearchBy<TDot>(VectorQuery query, CancellationToken cancellationToken)
        where TDot : struct, IRowDot => new Scan<TDot>(query, VectorChecks.UnitOf(query, Dimension), _names, _snapshot, _threads).Run(cancellationToken);

    private VectorHit[] Search(VectorQuery query, CancellationToken cancellationToken)
    {
        return VnniDot.IsSupported ? SearchBy<VnniDot>(query, cancellationToken)
            : Avx512Dot.IsSupported ? SearchBy<Avx512Dot>(query, cancellationToken)
            : Avx2Dot.IsSupported ? SearchBy<Avx2Dot>(query, cancellationToken)
            : PortableDot.IsSupported ? SearchBy<PortableDot>(query, cancellationToken)
            : SearchBy<ScalarDot>(query, cancellationToken);
    }
}
