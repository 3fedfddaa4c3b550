using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace VisualSearch.Engine.Intake;

/// <summary>How an event is signed, in both forms of the contract: for the sender. Secrets are given as configured.</summary>
public static class EventSignatures
{
    /// <summary>The header of the marketplace's form.</summary>
    public const string LegacyHeader = "X-Bakai-Signature";

    /// <summary>Headers of Standard Webhooks (https://www.standardwebhooks.com).</summary>
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    /// <summary>Begins a secret whose rest is base64 of the key.</summary>
    public const string EncodedPrefix = "whsec_";

    /// <summary>Before the hexadecimal digits of the marketplace's form.</summary>
    public const string LegacyPrefix = "sha256=";

    /// <summary>Before the base64 of one signature of Standard Webhooks; several are separated by spaces.</summary>
    public const string StandardPrefix = "v1,";

    /// <summary>HMAC-SHA256 of the body, whose key is the UTF-8 bytes of the secret whatever it begins with; 32 bytes.</summary>
    public static byte[] Legacy(string secret, ReadOnlySpan<byte> body) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body);

    /// <summary>HMAC-SHA256 of <c>id.timestamp.body</c>; 32 bytes.</summary>
    /// <param name="timestamp">As in the header: seconds since 1970.</param>
    public static byte[] Standard(string secret, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, StandardKey(secret));
        hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    /// <summary>The value of <see cref="LegacyHeader"/>.</summary>
    public static string LegacyValue(string secret, ReadOnlySpan<byte> body) => LegacyPrefix + Convert.ToHexStringLower(Legacy(secret, body));

    /// <summary>The value of <see cref="SignatureHeader"/> with one signature.</summary>
    public static string StandardValue(string secret, string id, DateTimeOffset at, ReadOnlySpan<byte> body) =>
        StandardPrefix + Convert.ToBase64String(Standard(secret, id, Timestamp(at), body));

    /// <summary>The value of <see cref="TimestampHeader"/>.</summary>
    public static string Timestamp(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>False for a secret that begins as encoded and is not base64.</summary>
    public static bool IsUsable(string secret) =>
        !secret.StartsWith(EncodedPrefix, StringComparison.Ordinal) || Convert.TryFromBase64String(secret[EncodedPrefix.Length..], new byte[secret.Length], out int bytes) && bytes > 0;

    /// <summary><c>whsec_…</c> is base64 of the key; any other secret's key is its UTF-8 bytes.</summary>
    private static byte[] StandardKey(string secret) =>
        secret.StartsWith(EncodedPrefix, StringComparison.Ordinal) ? Convert.FromBase64String(secret[EncodedPrefix.Length..]) : Encoding.UTF8.GetBytes(secret);
}
