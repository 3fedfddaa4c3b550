using System.Data.Common;
using VisualSearch.Engine;

namespace VisualSearch.Engine.Vectors.Qdrant;

/// <summary>Where Qdrant's REST API is.</summary>
/// <param name="Endpoint">Ends in a slash.</param>
/// <param name="Key">Null when the server asks for none. Never logged.</param>
internal sealed record QdrantConnection(Uri Endpoint, string? Key)
{
    public const string Setting = "ConnectionStrings:qdrant_http";

    private const string Forms = $"{Setting} must be Endpoint=http://host:6333;Key=... (Key only where the server asks for one) or an address, http://host:6333.";

    /// <exception cref="EngineModeException">It is neither form; the message says what is wrong and never repeats the key.</exception>
    public static QdrantConnection Parse(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || trimmed.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return new QdrantConnection(Address(trimmed), null);
        }

        DbConnectionStringBuilder parts = [];
        try
        {
            parts.ConnectionString = trimmed;
        }
        catch (ArgumentException)
        {
            throw new EngineModeException(Forms);
        }

        string? endpoint = null;
        string? key = null;
        foreach (string name in parts.Keys.Cast<string>())
        {
            string value = (string)parts[name];
            switch (name.ToUpperInvariant())
            {
                case "ENDPOINT":
                    endpoint = value;
                    break;
                case "KEY":
                    key = value;
                    break;
                default:
                    throw new EngineModeException($"{Forms} It has a part called {name}.");
            }
        }

        if (key is not null && key.Any(sign => sign is <= ' ' or > '~'))
        {
            throw new EngineModeException($"{Setting}: the Key has signs that no header can carry.");
        }

        return endpoint is null ? throw new EngineModeException($"{Forms} It has no Endpoint.") : new QdrantConnection(Address(endpoint), string.IsNullOrEmpty(key) ? null : key);
    }

    // A record would print its key.
    public override string ToString() => Endpoint.ToString();

    private static Uri Address(string text)
    {
        bool fits = Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out Uri? address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            && address is { UserInfo: "", Query: "", Fragment: "" };
        return fits ? address! : throw new EngineModeException($"{Forms} Its address is not an http or https address without user, query and fragment.");
    }
}
