using VisualSearch.Engine;

namespace VisualSearch.Api.Http;

/// <summary>Reads the product that a path names.</summary>
internal static class RouteKey
{
    /// <summary>
    /// As <see cref="ProductKey.TryParse"/>, with <c>%2F</c> read as the slash that it stands for: servers leave that one alone when they decode a path, and an
    /// external id may well have one. A product whose external id really contains <c>%2F</c> is named by our id.
    /// </summary>
    public static bool TryParse(string value, out ProductKey key) => ProductKey.TryParse(value.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), out key);
}
