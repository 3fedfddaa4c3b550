using System.Security.Cryptography;
using System.Text;

namespace VisualSearch.Tests.Webhooks;

/// <summary>The code that the guide shows for C#, line for line.</summary>
internal static class GuideSignatures
{
    public static string StandardSignature(string secret, string webhookId, string timestamp, byte[] body)
    {
        byte[] key = secret.StartsWith("whsec_", StringComparison.Ordinal) ? Convert.FromBase64String(secret[6..]) : Encoding.UTF8.GetBytes(secret);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{webhookId}.{timestamp}."), .. body];
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
    }

    public static string LegacySignature(string secret, byte[] body) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
}
