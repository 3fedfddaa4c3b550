using System.Text.Json;

namespace VisualSearch.Cli.Checking;

/// <summary>What a shop's page asks for while a shopper types and filters, and the heads of what is read.</summary>
internal static class BrowsingChecks
{
    private const string Facets = "GET /api/v1/products/facets";
    private const string Suggest = "GET /api/v1/search/suggest";

    public static IEnumerable<Check> All =>
    [
        new(Facets, "no filter", "200 with categories, brands, price, stock", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, "api/v1/products/facets", cancellationToken)).HasStatus(200)
                .Has("total", JsonValueKind.Number)
                .Has("categories", JsonValueKind.Array)
                .Has("brands", JsonValueKind.Array)
                .Has("price", JsonValueKind.Object, JsonValueKind.Null)
                .Has("in_stock", JsonValueKind.Number)
                .Has("out_of_stock", JsonValueKind.Number)),
        new(Facets, "two wrong filters", "400 with both named", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, "api/v1/products/facets?price_min=x&in_stock=maybe", cancellationToken)).IsProblem(400, "invalid", "price_min", "in_stock")),
        new(Facets, "the title of a new product", "200, its category alone", async (run, cancellationToken) =>
        {
            OwnProduct own = await run.Products.SharedAsync(cancellationToken);
            if (own.Missing is not null)
            {
                return Verdict.Skip(own.Missing);
            }

            Reply reply = await run.SendAsync(HttpMethod.Get, $"api/v1/products/facets?q={own.ExternalId}", cancellationToken);
            return reply.HasStatus(200).That(reply.At("categories") is { ValueKind: JsonValueKind.Array } categories && categories.GetArrayLength() == 1 && reply.TextAt("categories.0.value") == OwnProducts.Prefix, "The categories are not that of the product alone.");
        }) { Needs = CheckNeeds.Writing },
        new(Suggest, "q=m", "200 with suggestions", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, "api/v1/search/suggest?q=m&limit=3", cancellationToken)).HasStatus(200)
                .Has("query", JsonValueKind.String)
                .Has("suggestions", JsonValueKind.Array)),
        new(Suggest, "limit=21", "400 invalid", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, "api/v1/search/suggest?q=m&limit=21", cancellationToken)).IsProblem(400, "invalid", "limit")),
        Head("/api/v1/products", "api/v1/products?limit=1"),
        Head("/api/v1/products/facets", "api/v1/products/facets"),
        new("HEAD /api/v1/products/{product_id}", "an unknown product", "404, no body", async (run, cancellationToken) =>
            WithoutBody((await run.SendAsync(HttpMethod.Head, $"api/v1/products/ext:{OwnProducts.NewExternalId()}", cancellationToken)).HasStatus(404))),
    ];

    private static Check Head(string route, string path) => new($"HEAD {route}", "as it is", "200, no body", async (run, cancellationToken) =>
        WithoutBody((await run.SendAsync(HttpMethod.Head, path, cancellationToken)).HasStatus(200)));

    private static Reply WithoutBody(Reply reply) => reply.That(reply.Body.Length == 0, "HEAD brought a body.");
}
