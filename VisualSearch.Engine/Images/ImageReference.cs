using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace VisualSearch.Engine.Images;

/// <summary>Where a picture is: <c>https://…</c>, <c>http://…</c>, <c>s3://bucket/key</c>, or <c>kept:key</c> for one in our own store. Parsed once, at the boundary.</summary>
public abstract partial record ImageReference
{
    private const int Longest = 4096;

    private const int LongestKey = 1024;

    private const string S3Prefix = "s3://";

    private protected ImageReference()
    {
    }

    /// <summary>Reads any of the forms; false for another scheme, an address with a user's name or password in it, or over 4,096 characters.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageReference? reference)
    {
        text = text?.Trim();
        reference = null;
        if (string.IsNullOrEmpty(text) || text.Length > Longest || text.Any(char.IsControl))
        {
            return false;
        }

        if (text.StartsWith(Kept.Prefix, StringComparison.Ordinal))
        {
            reference = KeptKey.IsValid(text[Kept.Prefix.Length..]) ? new Kept(text[Kept.Prefix.Length..]) : null;
        }
        else if (text.StartsWith(S3Prefix, StringComparison.OrdinalIgnoreCase))
        {
            reference = ParseS3(text[S3Prefix.Length..]);
        }
        else if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address))
        {
            reference = ParseWeb(address);
        }

        return reference is not null;
    }

    /// <summary>The form that <see cref="TryParse"/> reads.</summary>
    public abstract override string ToString();

    /// <summary>An address that may be tried; where it leads is checked when it is connected to. Null for any other kind of address.</summary>
    internal static Web? ParseWeb(Uri address)
    {
        bool usable = address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp) && address.Host.Length > 0 && address.UserInfo.Length == 0;
        if (!usable || !HasName(address))
        {
            return null;
        }

        return new Web(address.Fragment.Length == 0 ? address : new Uri(address.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped)));
    }

    /// <summary>Some hosts are only found to have no name in the form that is looked up, when they are: <c>http://\u00ad/</c>, say.</summary>
    private static bool HasName(Uri address)
    {
        try
        {
            return address.IdnHost.Length > 0;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    private static S3? ParseS3(string rest)
    {
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && rest.Length - slash - 1 is > 0 and <= LongestKey && BucketName().IsMatch(rest[..slash]) ? new S3(rest[..slash], rest[(slash + 1)..]) : null;
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex BucketName();

    public sealed record Web(Uri Address) : ImageReference
    {
        public override string ToString() => Address.AbsoluteUri;
    }

    public sealed record S3(string Bucket, string Key) : ImageReference
    {
        public override string ToString() => $"{S3Prefix}{Bucket}/{Key}";
    }

    /// <param name="Key">As given by <see cref="IImageStore.SaveAsync"/>.</param>
    public sealed record Kept(string Key) : ImageReference
    {
        public const string Prefix = "kept:";

        public override string ToString() => Prefix + Key;
    }
}
