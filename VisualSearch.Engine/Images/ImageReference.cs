using System.Diagnostics.CodeAnalysis;

namespace VisualSearch.Engine.Images;

/// <summary>Where a picture is: <c>https://…</c>, <c>http://…</c>, <c>s3://bucket/key</c>, or <c>kept:key</c> for one in our own store. Parsed once, at the boundary.</summary>
public abstract record ImageReference
{
    private protected ImageReference()
    {
    }

    /// <summary>Reads any of the forms.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageReference? reference) => throw new NotImplementedException();

    /// <summary>The form that <see cref="TryParse"/> reads.</summary>
    public abstract override string ToString();

    public sealed record Web(Uri Address) : ImageReference
    {
        public override string ToString() => Address.AbsoluteUri;
    }

    public sealed record S3(string Bucket, string Key) : ImageReference
    {
        public override string ToString() => $"s3://{Bucket}/{Key}";
    }

    /// <param name="Key">As given by <see cref="IImageStore.SaveAsync"/>.</param>
    public sealed record Kept(string Key) : ImageReference
    {
        public const string Prefix = "kept:";

        public override string ToString() => Prefix + Key;
    }
}
