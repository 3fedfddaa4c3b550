using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace VisualSearch.Api.Http;

/// <summary>Whose key a request carries; a feature of the request.</summary>
internal sealed record ApiKeyOwner(string Name, IReadOnlyList<string> Scopes)
{
    public bool May(string scope) => Scopes.Any(held => ApiScopes.Includes(held, scope));
}

/// <summary>The configured keys, as hashes. Immutable.</summary>
internal sealed class ApiKeyRing(IOptions<SecurityOptions> options)
{
    private readonly (byte[] Hash, ApiKeyOwner Owner)[] _keys = [.. options.Value.ApiKeys.Select(key => (
        string.IsNullOrEmpty(key.Key) ? Convert.FromHexString(key.KeySha256!) : SHA256.HashData(Encoding.UTF8.GetBytes(key.Key)),
        new ApiKeyOwner(key.Name, [.. key.Scopes])))];

    public bool IsEmpty => _keys.Length == 0;

    /// <summary>The owner of a key. Takes the same time whichever key it is, or none.</summary>
    public ApiKeyOwner? Find(string presented)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(presented));
        ApiKeyOwner? found = null;
        foreach ((byte[] known, ApiKeyOwner owner) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
            {
                found = owner;
            }
        }

        return found;
    }

    /// <summary>What the request presents: <c>Authorization: Bearer</c> before <c>X-Api-Key</c>; null for nothing.</summary>
    public static string? PresentedBy(HttpRequest request)
    {
        string? authorization = request.Headers.Authorization;
        if (authorization is not null && authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return authorization["Bearer ".Length..].Trim();
        }

        string? header = request.Headers["X-Api-Key"];
        return string.IsNullOrWhiteSpace(header) ? null : header.Trim();
    }
}
