using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Guides.Mentions;

/// <summary>Routes that a page names, against what a running Api has mapped or answers.</summary>
internal sealed partial class RouteMentions(ApiHost api)
{
    /// <summary>First folders of paths on a machine or in a container, which are no routes.</summary>
    private static readonly HashSet<string> Folders = ["app", "data", "etc", "opt", "tmp", "usr", "var"];

    /// <summary>A path that a page takes as an example of somebody's proxy.</summary>
    private static readonly HashSet<string> Examples = ["/shop", "/shop/"];

    private readonly List<RouteEndpoint> _endpoints = [.. api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    public async Task<IReadOnlyList<string>> FaultsAsync(GuidePage page)
    {
        List<string> faults = [];
        foreach ((string method, string path) in Of(page).Distinct())
        {
            if (!await IsThereAsync(method, path))
            {
                faults.Add($"{page.Path}: {method} {path} is no route".Replace("  ", " ", StringComparison.Ordinal));
            }
        }

        return faults;
    }

    private static IEnumerable<(string Method, string Path)> Of(GuidePage page)
    {
        IEnumerable<Match> spans = page.Spans.Select(span => Span().Match(span)).Where(match => match.Success && !Folders.Contains(match.Groups["path"].Value.Split('/')[1]));
        foreach (Match match in spans.Concat(Address().Matches(page.Text)))
        {
            string path = Tail().Replace(match.Groups["path"].Value, string.Empty);
            if (path.Length > 0 && !Examples.Contains(path))
            {
                yield return (match.Groups["method"].Value, path);
            }
        }
    }

    private async Task<bool> IsThereAsync(string method, string path)
    {
        bool mapped = _endpoints.Any(endpoint =>
            (endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is not { HttpMethods: { Count: > 0 } methods } || method.Length == 0 || methods.Contains(method))
            && (Fits(endpoint.RoutePattern, path) || Fits(endpoint.RoutePattern, "/api/v1" + path)));
        if (mapped || method is not ("" or "GET"))
        {
            return mapped;
        }

        // Readers of the document are no endpoints, and a name such as /api/v1 stands for all that is below it.
        string below = path.TrimEnd('/') + "/";
        if (_endpoints.Any(endpoint => endpoint.RoutePattern.RawText is { } route && (route.StartsWith(below, StringComparison.Ordinal) || route.StartsWith("/api/v1" + below, StringComparison.Ordinal))))
        {
            return true;
        }

        using HttpResponseMessage answer = await api.GetAsync(path);
        return (int)answer.StatusCode < 400;
    }

    /// <summary>Literal parts must be equal; where the route has a parameter, anything may stand.</summary>
    private static bool Fits(RoutePattern pattern, string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        IReadOnlyList<RoutePatternPathSegment> segments = pattern.PathSegments;
        bool rest = segments.Count > 0 && segments[^1].Parts is [RoutePatternParameterPart { IsCatchAll: true }];
        return (rest ? parts.Length >= segments.Count - 1 : parts.Length == segments.Count)
            && segments.Zip(parts).All(pair => pair.First.Parts is [RoutePatternLiteralPart literal] ? literal.Content == pair.Second : pair.Second.Length > 0);
    }

    [GeneratedRegex(@"^(?:(?<method>GET|HEAD|POST|PUT|DELETE|PATCH) )?(?<path>/[a-z_.{}:$/*…0-9-]*)(?=$|[?# ])", RegexOptions.IgnoreCase)]
    private static partial Regex Span();

    /// <summary>Qdrant's port and Grafana's are not ours.</summary>
    [GeneratedRegex(@"(?:(?:localhost|127\.0\.0\.1|\[::1\])(?::(?:80|81)\d\d|:\$port)|\$\{?VISUALSEARCH_URL\}?|<server>|\$name|(?:search|visualsearch)\.example(?:\.com)?)(?<path>/[^\s""'`)>?,;|]*)")]
    private static partial Regex Address();

    /// <summary>What ends a sentence, or stands for more of the same.</summary>
    [GeneratedRegex(@"(?<=.)(?:/?…|\.|:)+$")]
    private static partial Regex Tail();
}
