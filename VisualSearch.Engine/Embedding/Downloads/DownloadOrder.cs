namespace VisualSearch.Engine.Embedding.Downloads;

/// <summary>One file to be had.</summary>
/// <param name="File">The manifest's name of it.</param>
/// <param name="Target">Where it goes once it is whole.</param>
/// <param name="Bytes">Null when not known.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits; null when not known.</param>
internal sealed record DownloadOrder(string File, Uri Address, string Target, long? Bytes, string? Sha256)
{
    /// <summary>What has arrived so far; kept between attempts and between runs.</summary>
    public string Part => Target + ".part";

    /// <summary>The strong entity tag of what <see cref="Part"/> is a part of; no such file when the server gave none.</summary>
    public string PartTag => Part + ".etag";
}

/// <summary>How a download, or one attempt at it, ended. There are no other kinds.</summary>
internal abstract record DownloadEnd
{
    private DownloadEnd()
    {
    }

    /// <summary>All bytes are here.</summary>
    public sealed record Whole(string Sha256) : DownloadEnd;

    /// <summary>Another attempt may bring the rest.</summary>
    /// <param name="Wait">That the server asked for; null when it did not.</param>
    public sealed record Cut(string Reason, TimeSpan? Wait = null) : DownloadEnd;

    /// <summary>What came is not the file.</summary>
    public sealed record Wrong(string Reason) : DownloadEnd;

    /// <summary>No attempt would help.</summary>
    public sealed record Refused(string Reason) : DownloadEnd;
}
