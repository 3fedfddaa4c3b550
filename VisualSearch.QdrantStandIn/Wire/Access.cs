using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace VisualSearch.QdrantStandIn.Wire;

/// <summary>Who may do what.</summary>
internal sealed class Access(string? key, string? readOnlyKey)
{
    /// <returns>Null when the request may come in; otherwise what the real server says, as plain text.</returns>
    public string? Refuse(HttpRequest request, string[] path)
    {
        if ((string.IsNullOrEmpty(key) && string.IsNullOrEmpty(readOnlyKey)) || path is [] or ["healthz"] or ["livez"] or ["readyz"])
        {
            return null;
        }

        return Given(request) switch
        {
            null => "Must provide an API key or an Authorization bearer token",
            string given when Same(given, key) || Same(given, readOnlyKey) => null,
            _ => "Invalid API key or JWT",
        };
    }

    public void CheckMayWrite(HttpRequest request)
    {
        if (!string.IsNullOrEmpty(key) && !Same(Given(request) ?? string.Empty, key))
        {
            throw RefusalException.Of(403, "Forbidden: Global manage access is required");
        }
    }

    private static string? Given(HttpRequest request)
    {
        if (request.Headers.TryGetValue("api-key", out Microsoft.Extensions.Primitives.StringValues given))
        {
            return given.ToString();
        }

        string authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith("Bearer ", StringComparison.Ordinal) ? authorization["Bearer ".Length..] : null;
    }

    private static bool Same(string given, string? expected) =>
        !string.IsNullOrEmpty(expected) && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
