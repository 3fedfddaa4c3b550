using System.Text.Json;

namespace VisualSearch.Cli.Checking;

/// <summary>Products like one that is known, several searches in one body, and clicks on what was found.</summary>
internal static class OtherSearchChecks
{
    private const string Similar = "GET /api/v1/search/similar/{product_id}";
    private const string Batch = "POST /api/v1/search/batch";
    private const string Click = "POST /api/v1/search/{search_id}/click";

    public static IEnumerable<Check> All =>
    [
        new(Similar, "a product of the catalogue", "200, without that product", async (run, cancellationToken) =>
        {
            Reply list = await run.SendAsync(HttpMethod.Get, "api/v1/products?limit=1&index_state=indexed", cancellationToken);
            if (list.TextAt("items.0.product_id") is not { } id)
            {
                return Verdict.Skip("There is no indexed product to begin from.");
            }

            Reply reply = await run.SendAsync(HttpMethod.Get, $"api/v1/search/similar/{id}?limit=5", cancellationToken);
            return reply.IsSearchAnswer().IsSorted().That(Enumerable.Range(0, reply.Found().Length).All(place => reply.TextAt($"results.{place}.product_id") != id), "The product itself is among the results.");
        }),
        new(Similar, "a new product by its external id", "200, without that product", async (run, cancellationToken) =>
        {
            OwnProduct own = await run.Products.SharedAsync(cancellationToken);
            if (own.Missing is not null)
            {
                return Verdict.Skip(own.Missing);
            }

            Reply reply = await run.SendAsync(HttpMethod.Get, $"api/v1/search/similar/ext:{own.ExternalId}", cancellationToken);
            return reply.IsSearchAnswer().IsSorted().That(!reply.Found().Contains(own.ExternalId), "The product itself is among the results.");
        }) { Needs = CheckNeeds.Writing },
        new(Similar, "an unknown product", "404 product_not_found", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, $"api/v1/search/similar/ext:{OwnProducts.NewExternalId()}", cancellationToken)).IsProblem(404, "product_not_found")),
        new(Similar, "an id that is none", "404 product_not_found", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Get, "api/v1/search/similar/no-id", cancellationToken)).IsProblem(404, "product_not_found")),
        new(Batch, "words, a picture, a wrong limit, an unknown product", "200: two results and two problems, in order", BatchAsync),
        new(Batch, "no searches", "400 invalid", async (run, cancellationToken) => (await BatchAsync(run, """{"searches": []}""", cancellationToken)).IsProblem(400, "invalid", "searches")),
        new(Batch, "17 searches", "400 invalid", async (run, cancellationToken) =>
            (await BatchAsync(run, $$"""{"searches": [{{string.Join(',', Enumerable.Repeat("""{"query": "mug"}""", 17))}}]}""", cancellationToken)).IsProblem(400, "invalid", "searches")),
        new(Batch, "33 MiB", "413 body_too_large", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Post, "api/v1/search/batch", () => Bodies.Zeros(33 * 1024 * 1024, "application/json"), request => request.Headers.ExpectContinue = true, cancellationToken)).IsProblem(413, "body_too_large")),
        new(Click, "the first result of a search", "202", ClickAsync) { Needs = CheckNeeds.Writing },
        new(Click, "nothing", "400 with product_id and position named", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Post, "api/v1/search/no-search/click", () => Bodies.Json("{}"), cancellationToken)).IsProblem(400, "invalid", "product_id", "position")),
        new(Click, "an unknown search", "404 search_not_found", async (run, cancellationToken) =>
        {
            OwnProduct own = await run.Products.SharedAsync(cancellationToken);
            return own.Id is null
                ? Verdict.Skip(own.Missing!)
                : (await ClickAsync(run, "01J00000000000000000000000", own.Id, cancellationToken)).IsProblem(404, "search_not_found");
        }) { Needs = CheckNeeds.Writing },
        new(Click, "an unknown product", "404 product_not_found", async (run, cancellationToken) =>
            (await ClickAsync(run, "01J00000000000000000000000", $"ext:{OwnProducts.NewExternalId()}", cancellationToken)).IsProblem(404, "product_not_found")),
    ];

    private static async Task<Verdict> BatchAsync(CheckRun run, CancellationToken cancellationToken)
    {
        Reply reply = await BatchAsync(
            run,
            $$"""{"searches": [{"query": "mug"}, {"image_base64": "{{Convert.ToBase64String(CheckPicture.Jpeg)}}"}, {"query": "mug", "limit": 0}, {"product_id": "ext:{{OwnProducts.NewExternalId()}}"}]}""",
            cancellationToken);
        reply.HasStatus(200);
        SearchPromises.HasMembers(reply, "results.0.result.");
        SearchPromises.HasMembers(reply, "results.1.result.");
        int[] statuses = [.. Enumerable.Range(0, 4).Select(place => reply.At($"results.{place}.status") is { ValueKind: JsonValueKind.Number } status ? status.GetInt32() : 0)];
        return reply.That(statuses is [200, 200, 400, 404], $"Statuses {string.Join(", ", statuses)} instead of 200, 200, 400, 404.")
            .That(reply.TextAt("results.2.problem.code") == "invalid", "The third has no problem invalid.")
            .That(reply.TextAt("results.3.problem.code") == "product_not_found", "The fourth has no problem product_not_found.")
            .That(reply.TextAt("results.3.problem.trace_id") is { Length: > 0 }, "A problem within has no trace_id.");
    }

    private static async Task<Verdict> ClickAsync(CheckRun run, CancellationToken cancellationToken)
    {
        OwnProduct own = await run.Products.SharedAsync(cancellationToken);
        if (own.Missing is not null)
        {
            return Verdict.Skip(own.Missing);
        }

        Reply search = await run.SendAsync(HttpMethod.Post, "api/v1/search/by-image?limit=1", () => Bodies.Raw(own.Picture, "image/png"), cancellationToken);
        return search.TextAt("search_id") is { } id && search.TextAt("results.0.product_id") is { } product
            ? (await ClickAsync(run, id, product, cancellationToken)).HasStatus(202)
            : Verdict.Fail($"No search to click on: {search.Came}.");
    }

    private static Task<Reply> ClickAsync(CheckRun run, string search, string product, CancellationToken cancellationToken) =>
        run.SendAsync(HttpMethod.Post, $"api/v1/search/{search}/click", () => Bodies.Json($$"""{"product_id": "{{product}}", "position": 0}"""), cancellationToken);

    private static Task<Reply> BatchAsync(CheckRun run, string body, CancellationToken cancellationToken) => run.SendAsync(HttpMethod.Post, "api/v1/search/batch", () => Bodies.Json(body), cancellationToken);
}
