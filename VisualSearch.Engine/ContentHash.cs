using System.Buffers.Binary;
using System.Security.Cryptography;

namespace VisualSearch.Engine;

/// <summary>The SHA-256 of a picture's bytes as they were received: equal bytes are embedded once per model.</summary>
public readonly record struct ContentHash(UInt128 High, UInt128 Low)
{
    public const int Length = SHA256.HashSizeInBytes;

    public static ContentHash Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Length];
        SHA256.HashData(content, hash);
        return FromBytes(hash);
    }

    /// <summary>Reads the 32 bytes that <see cref="ToBytes"/> wrote.</summary>
    public static ContentHash FromBytes(ReadOnlySpan<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hash.Length, Length);
        return new ContentHash(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }

    public byte[] ToBytes()
    {
        byte[] hash = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(hash, High);
        BinaryPrimitives.WriteUInt128BigEndian(hash.AsSpan(16), Low);
        return hash;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToBytes());
}
