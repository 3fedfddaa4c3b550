using System.Text.Json;

namespace VisualSearch.Cli.Checking;

/// <summary>Lists of products, and products one by one.</summary>
internal static class ProductReadChecks
{
    private const string List = "GET /api/v1/products";
    private const string Get = "GET /api/v1/products/{product_id}";

    public static IEnumerable<Check> All =>
    [
        new(List, "limit=2", "200 with items, next_cursor, total", async (run, cancellationToken) =>
        {
            Reply reply = await run.SendAsync(HttpMethod.Get, "api/v1/products?limit=2", cancellationToken);
            return reply.HasStatus(200).Has("items", JsonValueKind.Array).Has("next_cursor", JsonValueKind.String, JsonValueKind.Null).Has("total", JsonValueKind.Number)
                .That(reply.At("items").ValueKind != JsonValueKind.Array || reply.At("items").GetArrayLength() <= 2, "More items than asked for.");
        }),
        new(List, "the next page by its cursor", "200 with other products, the same total", async (run, cancellationToken) =>
        {
            Reply first = await run.SendAsync(HttpMethod.Get, "api/v1/products?limit=1", cancellationToken);
            if (first.TextAt("next_cursor") is not { } cursor)
            {
                return Verdict.Skip("There are too few products for a second page.");
            }

            Reply second = await run.SendAsync(HttpMethod.Get, $"api/v1/products?limit=1&cursor={Uri.EscapeDataString(cursor)}", cancellationToken);
            return second.HasStatus(200).That(second.TextAt("items.0.product_id") is { } id && id != first.TextAt("items.0.product_id"), "The second page has the product of the first, or none.");
        }),
        new(List, "four wrong parameters", "400 with all four named", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, "api/v1/products?limit=201&cursor=nonsense&in_stock=maybe&index_state=lost", cancellationToken)).IsProblem(400, "invalid", "limit", "cursor", "in_stock", "index_state")),
        new(List, "the category and title of a new product", "200, that product alone", async (run, cancellationToken) =>
        {
            OwnProduct own = await run.Products.SharedAsync(cancellationToken);
            if (own.Missing is not null)
            {
                return Verdict.Skip(own.Missing);
            }

            Reply reply = await run.SendAsync(HttpMethod.Get, $"api/v1/products?category={OwnProducts.Prefix}&q={own.ExternalId}&in_stock=true&index_state=indexed", cancellationToken);
            return reply.HasStatus(200)
                .That(reply.TextAt("items.0.external_id") == own.ExternalId, "The product is not listed.")
                .That(reply.At("total") is { ValueKind: JsonValueKind.Number } total && total.GetInt64() == 1, "total is not 1.");
        }) { Needs = CheckNeeds.Writing },
        new(Get, "a product of the list", "200, the same product, with ETag", async (run, cancellationToken) =>
        {
            Reply list = await run.SendAsync(HttpMethod.Get, "api/v1/products?limit=1", cancellationToken);
            if (list.TextAt("items.0.product_id") is not { } id)
            {
                return Verdict.Skip("The catalogue is empty.");
            }

            Reply reply = await run.SendAsync(HttpMethod.Get, $"api/v1/products/{id}", cancellationToken);
            return IsProduct(reply.HasStatus(200)).HasHeader("ETag").That(reply.TextAt("product_id") == id, "It is another product.");
        }),
        new(Get, "its ETag as If-None-Match", "304", async (run, cancellationToken) =>
        {
            Reply list = await run.SendAsync(HttpMethod.Get, "api/v1/products?limit=1", cancellationToken);
            if (list.TextAt("items.0.product_id") is not { } id)
            {
                return Verdict.Skip("The catalogue is empty.");
            }

            Reply known = await run.SendAsync(HttpMethod.Get, $"api/v1/products/{id}", cancellationToken);
            return (await run.SendAsync(HttpMethod.Get, $"api/v1/products/{id}", null, request => request.Headers.TryAddWithoutValidation("If-None-Match", known.Header("ETag")), cancellationToken)).HasStatus(304);
        }),
        new(Get, "an unknown external id", "404 product_not_found", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, $"api/v1/products/ext:{OwnProducts.NewExternalId()}", cancellationToken)).IsProblem(404, "product_not_found")),
        new(Get, "an id that is none", "404 product_not_found", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, "api/v1/products/no-id", cancellationToken)).IsProblem(404, "product_not_found")),
        new("GET /media/{image_id}", "an unknown picture", "404 picture_not_found", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, "media/visualsearch-check", cancellationToken)).IsProblem(404, "picture_not_found")),
        new("HEAD /media/{image_id}", "an unknown picture", "404", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Head, "media/visualsearch-check", cancellationToken)).HasStatus(404)),
    ];

    /// <summary>The members of a product.</summary>
    public static Reply IsProduct(Reply reply)
    {
        foreach (string member in new[] { "external_id", "description", "category", "brand", "price", "currency", "in_stock", "url", "attributes", "translations" })
        {
            reply.Has(member);
        }

        return reply.Has("product_id", JsonValueKind.String)
            .Has("title", JsonValueKind.String)
            .Has("images", JsonValueKind.Array)
            .Has("version", JsonValueKind.Number)
            .Has("created_at", JsonValueKind.String)
            .Has("updated_at", JsonValueKind.String)
            .That(reply.TextAt("index_state") is "pending" or "indexed" or "failed", $"index_state is {reply.TextAt("index_state") ?? "missing"}.");
    }
}
