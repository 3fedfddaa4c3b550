using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using VisualSearch.Engine;

namespace VisualSearch.Api.Http;

/// <summary>
/// Where the next page of products begins, as an opaque word: base64url of a form byte, the last id seen and four bytes of a checksum.
/// The checksum keeps a damaged or invented cursor from being taken for a place in the list. It is no secret: an id is nothing to hide.
/// </summary>
internal static class ProductCursor
{
    private const byte Form = 1;
    private const int ChecksumLength = 4;
    private const int Length = 1 + sizeof(long) + ChecksumLength;

    public static string Write(ProductId last)
    {
        Span<byte> cursor = stackalloc byte[Length];
        cursor[0] = Form;
        BinaryPrimitives.WriteInt64BigEndian(cursor[1..], last.Value);
        Checksum(cursor[..^ChecksumLength], cursor[^ChecksumLength..]);
        return Base64Url.EncodeToString(cursor);
    }

    /// <summary>False for everything that <see cref="Write"/> did not write.</summary>
    public static bool TryRead(string text, out ProductId last)
    {
        last = default;
        Span<byte> cursor = stackalloc byte[Length];
        if (text.Length != Base64Url.GetEncodedLength(Length)
            || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, cursor, out int written)
            || written != Length
            || cursor[0] != Form)
        {
            return false;
        }

        Span<byte> checksum = stackalloc byte[ChecksumLength];
        Checksum(cursor[..^ChecksumLength], checksum);
        if (!checksum.SequenceEqual(cursor[^ChecksumLength..]))
        {
            return false;
        }

        last = new ProductId(BinaryPrimitives.ReadInt64BigEndian(cursor[1..]));

        // The last character of the text has bits that no byte uses; only one of its values is ours.
        return last.Value > 0 && string.Equals(text, Write(last), StringComparison.Ordinal);
    }

    private static void Checksum(ReadOnlySpan<byte> content, Span<byte> checksum)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        hash[..ChecksumLength].CopyTo(checksum);
    }
}
