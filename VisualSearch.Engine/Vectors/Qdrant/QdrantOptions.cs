using System.ComponentModel.DataAnnotations;

namespace VisualSearch.Engine.Vectors.Qdrant;

/// <summary>
/// How collections are made and asked in Qdrant. Section <c>Qdrant</c>. The defaults are for up to a million vectors on one node; docs/SETTINGS.md says what to change for more.
/// What shapes a collection counts when it is made; one that is there keeps its shape.
/// </summary>
public sealed class QdrantOptions
{
    public const string Section = "Qdrant";

    /// <summary>Shards of a collection.</summary>
    [Range(1, 1024)]
    public int Shards { get; set; } = 1;

    /// <summary>Copies of each shard on different nodes. With more than one, writes are ordered strongly and reads ask the majority, so that fencing holds on all of them.</summary>
    [Range(1, 16)]
    public int Replicas { get; set; } = 1;

    /// <summary>Copies that a write waits for.</summary>
    [Range(1, 16)]
    public int WriteReplicas { get; set; } = 1;

    /// <summary>Keeps vectors and payload indexes on disk and out of memory, for collections larger than it; use it with <see cref="Quantized"/>.</summary>
    public bool OnDisk { get; set; }

    /// <summary>Links of a vector in the HNSW graph.</summary>
    [Range(4, 128)]
    public int LinksPerVector { get; set; } = 16;

    /// <summary>Candidates looked at when a vector is linked.</summary>
    [Range(4, 4096)]
    public int BuildCandidates { get; set; } = 128;

    /// <summary>Candidates looked at by a search; more finds more and takes longer.</summary>
    [Range(1, 10_000)]
    public int SearchCandidates { get; set; } = 128;

    /// <summary>Keeps a byte a number in memory and searches in those, then ranks the nearest by their full vectors.</summary>
    public bool Quantized { get; set; }

    /// <summary>With <see cref="Quantized"/>: how many times the asked number is ranked by full vectors. 2 brought recall@20 from 0.940 to 0.9995 on 76,462 vectors of 512 numbers; ranking without it brings nothing.</summary>
    [Range(1.0, 16.0)]
    public double Oversampling { get; set; } = 2;

    /// <summary>Collections of at most so many vectors are searched exactly: about 6 ms of a core for 20,000 of 512 numbers.</summary>
    [Range(0, 100_000_000)]
    public long ExactBelow { get; set; } = 20_000;

    /// <summary>The most vectors in one request of an upsert.</summary>
    [Range(1, 5000)]
    public int UpsertVectors { get; set; } = 256;

    /// <summary>The most bytes in one request of an upsert, by estimate; one vector goes in any case. The server's own limit is 33,554,432.</summary>
    [Range(65_536, 33_554_432)]
    public int UpsertBytes { get; set; } = 4_194_304;

    /// <summary>The longest that making a connection may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest that a search or another read may take, retries included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest that a write may take until it can be searched, retries included.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a request that failed for a passing reason is sent again at once.</summary>
    [Range(0, 10)]
    public int Retries { get; set; } = 2;

    /// <summary>The wait before the first retry; it doubles with each and is spread by chance.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long it is remembered at which version a product was removed, so that a late older write does not bring it back.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan RemovalsRemembered { get; set; } = TimeSpan.FromDays(1);
}
