using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace VisualSearch.Engine.Vectors.Qdrant;

/// <summary>The ids of points: version 5 UUIDs (RFC 9562) of "product/picture" in a namespace of ours, so that a picture written again is the same point.</summary>
internal static class PointIds
{
    /// <summary>The namespace; part of the stored data, so it never changes.</summary>
    public static readonly Guid Namespace = new("5f0c6f0e-3c55-5b0a-9d6e-1d6f6f7a2b41");

    public static Guid Of(ProductId product, PictureId picture) => Of(Namespace, $"{product}/{picture}");

    /// <summary>The point that remembers at which version a product was removed.</summary>
    public static Guid OfRemoval(ProductId product) => Of(Namespace, $"{product}/removed");

    internal static Guid Of(Guid space, ReadOnlySpan<char> name)
    {
        Span<byte> hashed = stackalloc byte[16 + (name.Length * 3)];
        space.TryWriteBytes(hashed, bigEndian: true, out int written);
        written += Encoding.UTF8.GetBytes(name, hashed[written..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The form of the id demands SHA-1; it protects nothing.
        SHA1.HashData(hashed[..written], hash);
#pragma warning restore CA5350
        ushort version = BinaryPrimitives.ReadUInt16BigEndian(hash[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(hash[6..], (ushort)((version & 0x0fff) | 0x5000));
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
