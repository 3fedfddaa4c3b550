using Microsoft.AspNetCore.Http.Features;

namespace VisualSearch.Api.Http;

/// <summary>
/// Gives route values the text that the client wrote. Servers decode a path but leave <c>%2F</c> in it alone, so that an external id <c>a/b</c> (sent as <c>a%2Fb</c>)
/// and one that is <c>a%2Fb</c> itself (sent as <c>a%252Fb</c>) arrive as the same; only the request line still tells them apart.
/// </summary>
internal sealed class PathValues(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        RouteValueDictionary values = context.Request.RouteValues;
        foreach ((string name, object? value) in values.ToArray())
        {
            if (value is string seen && seen.Contains("%2F", StringComparison.OrdinalIgnoreCase))
            {
                values[name] = Exact(context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty, seen);
            }
        }

        return next(context);
    }

    /// <summary>The segment of the request line that the server made <paramref name="seen"/> of, wholly decoded.</summary>
    internal static string Exact(string rawTarget, string seen)
    {
        string? segment = rawTarget.Split('?', 2)[0].Split('/').LastOrDefault(raw => Uri.UnescapeDataString(KeepingSlashes(raw)) == seen);
        return Uri.UnescapeDataString(segment ?? seen);
    }

    private static string KeepingSlashes(string raw) =>
        raw.Replace("%2F", "%252F", StringComparison.Ordinal).Replace("%2f", "%252f", StringComparison.Ordinal);
}
