using VisualSearch.Engine.Images;

namespace VisualSearch.Cli.Importing.Writing;

/// <summary>
/// Compares pictures as a row names them, or as an earlier answer did, with pictures as a server answers them: one in a bucket comes back as a signed address, another each time.
/// </summary>
internal static class SameAddresses
{
    /// <summary>The same pictures in the same order.</summary>
    public static bool Are(IReadOnlyList<string> named, IReadOnlyList<ServerPicture> answered) =>
        named.Count == answered.Count && named.Zip(answered).All(pair => IsSame(pair.First, pair.Second));

    /// <summary>How many of the named ones the server did not answer.</summary>
    public static int NewIn(IReadOnlyList<string> named, IReadOnlyList<ServerPicture> answered) => named.Count(one => !answered.Any(other => IsSame(one, other)));

    public static bool IsSame(string named, ServerPicture answered) => named == answered.Url
        || (S3Addresses.WithoutSignature(answered.Url) is { } bare
            && ((answered.IsKept && S3Addresses.WithoutSignature(named) == bare)
                || (ImageReference.TryParse(named, out ImageReference? reference) && reference is ImageReference.S3 s3
                    && Uri.TryCreate(bare, UriKind.Absolute, out Uri? address) && IsObject(address, s3))));

    /// <summary>The bucket's name is in front of the path, or of the host.</summary>
    private static bool IsObject(Uri address, ImageReference.S3 s3)
    {
        string path = Uri.UnescapeDataString(address.AbsolutePath).TrimStart('/');
        return path == $"{s3.Bucket}/{s3.Key}" || (path == s3.Key && address.Host.StartsWith(s3.Bucket + ".", StringComparison.Ordinal));
    }
}
