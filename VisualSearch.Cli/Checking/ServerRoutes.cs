using System.Text.Json;
using System.Text.RegularExpressions;

namespace VisualSearch.Cli.Checking;

/// <summary>The routes that a server's OpenAPI document names.</summary>
internal sealed partial class ServerRoutes
{
    public static readonly ServerRoutes Unknown = new([]);

    private readonly Dictionary<string, string> _routes;

    private ServerRoutes(IEnumerable<string> routes) => _routes = routes.DistinctBy(Plain).ToDictionary(Plain);

    /// <param name="document">The answer of <c>/openapi/v1.json</c>.</param>
    public static ServerRoutes Of(Reply document) => document.At("paths") is { ValueKind: JsonValueKind.Object } paths
        ? new ServerRoutes(paths.EnumerateObject()
            .Where(path => path.Value.ValueKind == JsonValueKind.Object)
            .SelectMany(path => path.Value.EnumerateObject().Where(member => IsMethod(member.Name)).Select(member => $"{member.Name.ToUpperInvariant()} {path.Name}")))
        : Unknown;

    public bool Has(string route) => _routes.ContainsKey(Plain(route));

    /// <summary>Those that are none of the given.</summary>
    public IEnumerable<string> Except(IEnumerable<string> routes)
    {
        HashSet<string> known = [.. routes.Select(Plain)];
        return _routes.Where(route => !known.Contains(route.Key)).Select(route => route.Value);
    }

    /// <summary>Without the names of parameters, which are the server's own business.</summary>
    private static string Plain(string route) => Parameter().Replace(route, "{}").TrimEnd('/');

    private static bool IsMethod(string name) => name is "get" or "head" or "post" or "put" or "delete" or "patch" or "options" or "trace";

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
