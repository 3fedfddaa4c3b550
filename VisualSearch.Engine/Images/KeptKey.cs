namespace VisualSearch.Engine.Images;

/// <summary>The form of a store's keys: the content's SHA-256. Checked before a key becomes part of any path.</summary>
internal static class KeptKey
{
    private const int Length = 2 * ContentHash.Length;

    public static string Of(ReadOnlySpan<byte> content) => ContentHash.Of(content).ToString();

    /// <summary>64 lower-case hexadecimal digits, nothing else.</summary>
    public static bool IsValid(string key) => key.Length == Length && key.All(char.IsAsciiHexDigitLower);
}
