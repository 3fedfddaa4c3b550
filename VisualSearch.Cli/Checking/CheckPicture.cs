using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace VisualSearch.Cli.Checking;

/// <summary>Pictures for checks, made here so that no file is needed.</summary>
internal static class CheckPicture
{
    private const int Blocks = 8;
    private const int BlockPixels = 12;

    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>16 by 16 pixels, from red to blue.</summary>
    public static byte[] Jpeg { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSk"
        + "pKSkpKSkpKSkpKT/wAARCAAQABADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAgAE/8QAFRABAQAAAAAAAAAAAAAAAAAAAQD/xAAVAQEBAAAAAAAAAAAAAAAAAAADBP/EABYRAAMAAAAAAAAAAAAAAAAAAAACA//aAAwDAQACEQMRAD8AyLFaWCzzmUu5/9k=");

    /// <summary>The same.</summary>
    public static byte[] WebP { get; } = Convert.FromBase64String("UklGRjgAAABXRUJQVlA4ICwAAACwAQCdASoQABAABABoJbACdGaABCYAAP7qFkn/mkIlo2OWCT7hOxP/E6NsAA==");

    /// <summary>One pixel; a format that is not read.</summary>
    public static byte[] Gif { get; } = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    /// <summary>96 by 96 pixels of random blocks, so that no shop has its like.</summary>
    public static byte[] Png()
    {
        byte[] colours = RandomNumberGenerator.GetBytes(Blocks * Blocks * 3);
        const int Side = Blocks * BlockPixels;
        byte[] rows = new byte[Side * (1 + (Side * 3))];
        int at = 0;
        for (int y = 0; y < Side; y++)
        {
            rows[at++] = 0; // This row is not filtered.
            for (int x = 0; x < Side; x++)
            {
                colours.AsSpan(((y / BlockPixels * Blocks) + (x / BlockPixels)) * 3, 3).CopyTo(rows.AsSpan(at));
                at += 3;
            }
        }

        return Assemble(Side, Side, rows);
    }

    /// <summary>The beginning of a picture.</summary>
    public static byte[] Truncated()
    {
        byte[] whole = Png();
        return whole[..(whole.Length / 2)];
    }

    /// <summary>Says it has 900 million pixels, and does not bring them.</summary>
    public static byte[] TooManyPixels() => Assemble(30_000, 30_000, new byte[1000]);

    private static byte[] Assemble(int width, int height, byte[] rows)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8; // bits of a sample
        header[9] = 2; // red, green, blue
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(rows);
        }

        return [.. Signature, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string name, byte[] data)
    {
        byte[] chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(name, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), Crc32(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }

    /// <summary>As PNG asks for it, ISO 3309; bit by bit, for a few kilobytes.</summary>
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint remainder = uint.MaxValue;
        foreach (byte value in bytes)
        {
            remainder ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                remainder = (remainder >> 1) ^ ((remainder & 1) == 0 ? 0 : 0xEDB88320u);
            }
        }

        return ~remainder;
    }
}
