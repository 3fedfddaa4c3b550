namespace VisualSearch.Cli.Checking;

/// <summary>What a browser sees.</summary>
internal static class PageChecks
{
    private const int MostHops = 5;

    public static IEnumerable<Check> All =>
    [
        Page("/"),
        Page("/docs"),
        Page("/redoc"),
        new("GET /openapi/v1.json", "as it is", "200 OpenAPI 3 with the routes of searches and products", async (run, cancellationToken) =>
        {
            Reply document = await run.SendAsync(HttpMethod.Get, "openapi/v1.json", cancellationToken);
            ServerRoutes routes = ServerRoutes.Of(document);
            return document.HasStatus(200)
                .That(document.TextAt("openapi")?.StartsWith("3.", StringComparison.Ordinal) == true, "It does not say which OpenAPI 3 it is.")
                .That(routes.Has("POST /api/v1/search/by-image") && routes.Has("POST /api/v1/search/by-text") && routes.Has("GET /api/v1/products"), "It lacks routes of the contract.");
        }) { Needs = CheckNeeds.Nothing },
        new("GET /docs/errors", "as it is", "200 HTML that explains the codes", async (run, cancellationToken) =>
        {
            Reply page = await run.SendAsync(HttpMethod.Get, "docs/errors", cancellationToken);
            return Html(page).That(System.Text.Encoding.UTF8.GetString(page.Body).Contains("forbidden_address", StringComparison.Ordinal), "It does not explain forbidden_address.");
        }) { Needs = CheckNeeds.Nothing },
        new("GET /api/v1/{unknown}", "a route that is not there", "404 not_found", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, "api/v1/visualsearch-check", cancellationToken)).IsProblem(404, "not_found")) { Needs = CheckNeeds.Nothing },
        new("PATCH /api/v1/products", "a method that is not taken", "405 method_not_allowed", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Patch, "api/v1/products", cancellationToken)).IsProblem(405, "method_not_allowed").HasHeader("Allow")) { Needs = CheckNeeds.Nothing },
    ];

    private static Check Page(string path) => new($"GET {path}", "as it is", "200 HTML, after redirects", async (run, cancellationToken) =>
    {
        Uri here = new(new Uri("http://server"), path);
        Reply page = await run.SendAsync(HttpMethod.Get, here.PathAndQuery.TrimStart('/'), cancellationToken);
        for (int hop = 0; hop < MostHops && page.Status is 301 or 302 or 303 or 307 or 308 && page.Header("Location") is { } location; hop++)
        {
            here = new Uri(here, location);
            page = await run.SendAsync(HttpMethod.Get, here.PathAndQuery.TrimStart('/'), cancellationToken);
        }

        return Html(page);
    }) { Needs = CheckNeeds.Nothing };

    private static Reply Html(Reply page) => page.HasStatus(200).That(page.ContentType == "text/html", $"Content type {page.ContentType ?? "none"} instead of text/html.");
}
