using System.ComponentModel.DataAnnotations;

namespace VisualSearch.Engine.Images;

/// <summary>A bucket of S3 or of a server that speaks its protocol. Section <c>S3</c>. The endpoint is the operator's own, so the rules for strangers' addresses do not apply to it.</summary>
public sealed class S3Options
{
    public const string Section = "S3";

    /// <summary>The endpoint (<c>http://minio:9000</c>), spoken to in path style; null: Amazon's own in <see cref="Region"/>.</summary>
    [Url]
    public string? ServiceUrl { get; set; }

    /// <summary>The endpoint as browsers reach it, for signed addresses; null: <see cref="ServiceUrl"/>.</summary>
    [Url]
    public string? PublicUrl { get; set; }

    /// <summary>The region that requests are signed for.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Region { get; set; } = "us-east-1";

    /// <summary>The bucket that pictures are kept in, in the distributed mode, and from which <c>s3://</c> pictures are read; null: none.</summary>
    [RegularExpression("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    public string? Bucket { get; set; }

    /// <summary>Further buckets from which <c>s3://</c> pictures are read. Those of any other bucket are refused: the keys may open more than pictures.</summary>
    [Required]
    public IList<string> SourceBuckets { get; } = [];

    /// <summary>Null, with <see cref="SecretKey"/>: the environment, profile or role that Amazon's tools use.</summary>
    public string? AccessKey { get; set; }

    public string? SecretKey { get; set; }

    /// <summary>Beginning of the keys of kept pictures, so that a bucket can hold other things too.</summary>
    [Required(AllowEmptyStrings = true)]
    [StringLength(200)]
    public string KeyPrefix { get; set; } = "visualsearch/";

    /// <summary>How long a signed address works, in seconds.</summary>
    [Range(60, 604_800)]
    public int PresignSeconds { get; set; } = 3600;

    /// <summary>Answers name kept pictures by signed addresses of the bucket too, and not by this server's <c>/media/</c>.</summary>
    public bool PresignKept { get; set; }

    /// <summary>Whether there is any bucket.</summary>
    public bool HasAny() => Bucket is not null || SourceBuckets.Count > 0;

    /// <summary>Whether pictures of the bucket may be read.</summary>
    public bool MayRead(string bucket) => bucket == Bucket || SourceBuckets.Contains(bucket);
}
