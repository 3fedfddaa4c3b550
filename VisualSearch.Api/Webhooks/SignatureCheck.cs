using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using VisualSearch.Api.Http;
using VisualSearch.Engine.Intake;

namespace VisualSearch.Api.Webhooks;

/// <summary>Whether a request was signed with one of our secrets, over its bytes as they came. Takes the same time whichever secret it was, or none. Thread-safe.</summary>
internal sealed class SignatureCheck(IOptions<WebhookOptions> options, TimeProvider time)
{
    /// <summary>How far a request's timestamp may lie from our clock, either way.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly string[] _secrets = [.. options.Value.Secrets.Where(secret => !string.IsNullOrWhiteSpace(secret))];
    private readonly bool _legacy = options.Value.AcceptLegacySignature;

    /// <summary>Without a secret nothing can be verified.</summary>
    public bool HasSecret => _secrets.Length > 0;

    /// <summary>Where both forms are there, the one that cannot be replayed decides.</summary>
    public SignatureVerdict Judge(IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        if (headers.ContainsKey(EventSignatures.SignatureHeader))
        {
            return JudgeStandard(headers, body);
        }

        if (!headers.ContainsKey(EventSignatures.LegacyHeader))
        {
            string legacy = _legacy ? $", or {EventSignatures.LegacyHeader}" : string.Empty;
            return new SignatureVerdict(ProblemCodes.SignatureRequired, $"Sign the request with the headers {EventSignatures.IdHeader}, {EventSignatures.TimestampHeader} and {EventSignatures.SignatureHeader}{legacy}.");
        }

        return _legacy
            ? JudgeLegacy(headers[EventSignatures.LegacyHeader].ToString(), body)
            : new SignatureVerdict(ProblemCodes.SignatureRequired, $"{EventSignatures.LegacyHeader} is not accepted here; sign as Standard Webhooks says.");
    }

    private SignatureVerdict JudgeLegacy(string header, ReadOnlySpan<byte> body)
    {
        string value = header.Trim();
        if (!value.StartsWith(EventSignatures.LegacyPrefix, StringComparison.OrdinalIgnoreCase) || !TryReadHex(value[EventSignatures.LegacyPrefix.Length..], out byte[] given))
        {
            return new SignatureVerdict(ProblemCodes.BadSignature, $"{EventSignatures.LegacyHeader} must be sha256= and 64 hexadecimal digits.");
        }

        bool genuine = false;
        foreach (string secret in _secrets)
        {
            genuine |= CryptographicOperations.FixedTimeEquals(EventSignatures.Legacy(secret, body), given);
        }

        return genuine ? SignatureVerdict.Genuine(null) : SignatureVerdict.Wrong;
    }

    private SignatureVerdict JudgeStandard(IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        if (headers[EventSignatures.IdHeader] is not [{ Length: > 0 } id] || headers[EventSignatures.TimestampHeader] is not [{ } timestamp])
        {
            return new SignatureVerdict(ProblemCodes.BadSignature, $"{EventSignatures.IdHeader} and {EventSignatures.TimestampHeader} must each be there once.");
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
        {
            return new SignatureVerdict(ProblemCodes.BadSignature, $"{EventSignatures.TimestampHeader} must be a whole number of seconds since 1970.");
        }

        byte[][] given = [.. headers[EventSignatures.SignatureHeader].SelectMany(value => (value ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(ReadBase64).OfType<byte[]>()];
        bool genuine = false;
        foreach (string secret in _secrets)
        {
            byte[] expected = EventSignatures.Standard(secret, id, timestamp, body);
            foreach (byte[] one in given)
            {
                genuine |= CryptographicOperations.FixedTimeEquals(expected, one);
            }
        }

        if (!genuine)
        {
            return SignatureVerdict.Wrong;
        }

        // Only who can sign is told about our clock. Compared without adding: the number may be as large as one likes.
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        return seconds >= now - (long)Tolerance.TotalSeconds && seconds <= now + (long)Tolerance.TotalSeconds
            ? SignatureVerdict.Genuine(id)
            : new SignatureVerdict(ProblemCodes.StaleTimestamp, $"{EventSignatures.TimestampHeader} is more than 5 minutes from the server's clock; sign each attempt anew.");
    }

    private static bool TryReadHex(string text, out byte[] bytes)
    {
        bytes = [];
        if (text.Length != 2 * SHA256.HashSizeInBytes || !text.All(char.IsAsciiHexDigit))
        {
            return false;
        }

        bytes = Convert.FromHexString(text);
        return true;
    }

    /// <summary>Null for signatures of other versions, which a sender may add.</summary>
    private static byte[]? ReadBase64(string signature)
    {
        if (!signature.StartsWith(EventSignatures.StandardPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        byte[] bytes = new byte[signature.Length];
        return Convert.TryFromBase64String(signature[EventSignatures.StandardPrefix.Length..], bytes, out int length) ? bytes[..length] : null;
    }
}

/// <param name="Refusal">Null for a genuine request.</param>
/// <param name="Detail">Why not, for the sender.</param>
/// <param name="SignedId">The <c>webhook-id</c> of a genuine request, when the signature covers it.</param>
internal readonly record struct SignatureVerdict(ProblemCode? Refusal, string? Detail, string? SignedId = null)
{
    public static SignatureVerdict Wrong { get; } = new(ProblemCodes.BadSignature, "No signature is one of this body made with a secret that is active here. Sign the bytes that are sent, before anything changes them.");

    public static SignatureVerdict Genuine(string? id) => new(null, null, id);
}
