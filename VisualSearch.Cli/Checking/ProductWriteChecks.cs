namespace VisualSearch.Cli.Checking;

/// <summary>Writing products: those of the check alone, under names that no shop has.</summary>
internal static class ProductWriteChecks
{
    private const string Create = "POST /api/v1/products";
    private const string Replace = "PUT /api/v1/products/{product_id}";
    private const string Delete = "DELETE /api/v1/products/{product_id}";

    public static IEnumerable<Check> All => new Check[]
    {
        new(Create, "a title and an external id", "201 with Location and ETag", async (run, cancellationToken) =>
        {
            Reply reply = await CreateAsync(run, run.Products.Reserve(), cancellationToken);
            return ProductReadChecks.IsProduct(reply.HasStatus(201).HasHeader("Location").HasHeader("ETag"));
        }),
        new(Create, "an external id in use", "409 external_id_in_use", async (run, cancellationToken) =>
        {
            string id = run.Products.Reserve();
            Reply first = await CreateAsync(run, id, cancellationToken);
            return Verdict.Of(first.HasStatus(201), (await CreateAsync(run, id, cancellationToken)).IsProblem(409, "external_id_in_use"));
        }),
        new(Create, "no title, a price below 0, a currency that is none", "400 with all three named", async (run, cancellationToken) =>
            (await SendAsync(run, HttpMethod.Post, string.Empty, """{"price": -1, "currency": "rubles"}""", cancellationToken)).IsProblem(400, "invalid", "title", "price", "currency")),
        new(Create, "JSON that is cut off", "400 malformed_request", async (run, cancellationToken) =>
            (await SendAsync(run, HttpMethod.Post, string.Empty, """{"title": """, cancellationToken)).IsProblem(400, "malformed_request")),
        new(Create, "plain text", "415 unsupported_media_type", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Post, "api/v1/products", () => Bodies.Text("a mug", "text/plain"), cancellationToken)).IsProblem(415, "unsupported_media_type")),
        new(Create, "2 MiB", "413 body_too_large", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Post, "api/v1/products", () => Bodies.Zeros(2 * 1024 * 1024, "application/json"), request => request.Headers.ExpectContinue = true, cancellationToken)).IsProblem(413, "body_too_large")),
        new(Replace, "an external id that is not there", "201", async (run, cancellationToken) =>
            (await PutAsync(run, run.Products.Reserve(), "new", null, cancellationToken)).HasStatus(201).HasHeader("ETag")),
        new(Replace, "the same again with its ETag as If-Match", "200, another ETag", async (run, cancellationToken) =>
        {
            string id = run.Products.Reserve();
            Reply first = await PutAsync(run, id, "first", null, cancellationToken);
            Reply second = await PutAsync(run, id, "second", first.Header("ETag"), cancellationToken);
            return Verdict.Of(
                first.HasStatus(201),
                second.HasStatus(200).That(second.TextAt("title") == "second", "The title is not the new one.").That(second.Header("ETag") is { } tag && tag != first.Header("ETag"), "The ETag did not move."));
        }),
        new(Replace, "a stale ETag as If-Match", "412 precondition_failed, nothing changed", async (run, cancellationToken) =>
        {
            string id = run.Products.Reserve();
            Reply first = await PutAsync(run, id, "first", null, cancellationToken);
            await PutAsync(run, id, "second", null, cancellationToken);
            Reply stale = await PutAsync(run, id, "third", first.Header("ETag"), cancellationToken);
            Reply seen = await run.SendAsync(HttpMethod.Get, $"api/v1/products/ext:{id}", cancellationToken);
            return Verdict.Of(stale.IsProblem(412, "precondition_failed"), seen.HasStatus(200).That(seen.TextAt("title") == "second", "The product was overwritten."));
        }),
        new(Replace, "no title", "400 invalid", async (run, cancellationToken) =>
            (await SendAsync(run, HttpMethod.Put, $"/ext:{run.Products.Reserve()}", "{}", cancellationToken)).IsProblem(400, "invalid", "title")),
        new(Replace, "an id that is none", "404 product_not_found", async (run, cancellationToken) =>
            (await SendAsync(run, HttpMethod.Put, "/no-id", """{"title": "x"}""", cancellationToken)).IsProblem(404, "product_not_found")),
        new(Delete, "a stale ETag as If-Match", "412 precondition_failed", async (run, cancellationToken) =>
        {
            string id = run.Products.Reserve();
            Reply first = await PutAsync(run, id, "first", null, cancellationToken);
            await PutAsync(run, id, "second", null, cancellationToken);
            return (await run.SendAsync(HttpMethod.Delete, $"api/v1/products/ext:{id}", null, request => request.Headers.TryAddWithoutValidation("If-Match", first.Header("ETag")), cancellationToken)).IsProblem(412, "precondition_failed");
        }),
        new(Delete, "an unknown product", "404 product_not_found", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Delete, $"api/v1/products/ext:{OwnProducts.NewExternalId()}", cancellationToken)).IsProblem(404, "product_not_found")),
        new(Delete, "a product that is found by its picture", "204, and at once gone from searches and reads", DeleteAsync),
    }.Select(check => check with { Needs = CheckNeeds.Writing });

    private static async Task<Verdict> DeleteAsync(CheckRun run, CancellationToken cancellationToken)
    {
        OwnProduct own = await run.Products.MakeAsync(cancellationToken);
        if (own.Missing is not null)
        {
            return Verdict.Fail(own.Missing);
        }

        Task<Reply> Search() => run.SendAsync(HttpMethod.Post, "api/v1/search/by-image?limit=100", () => Bodies.Raw(own.Picture, "image/png"), cancellationToken);
        Reply before = await Search();
        Reply deleted = await run.SendAsync(HttpMethod.Delete, $"api/v1/products/{own.Id}", cancellationToken);
        Reply after = await Search();
        Reply read = await run.SendAsync(HttpMethod.Get, $"api/v1/products/{own.Id}", cancellationToken);
        Reply similar = await run.SendAsync(HttpMethod.Get, $"api/v1/search/similar/{own.Id}", cancellationToken);
        return Verdict.Of(
            before.HasStatus(200).That(before.Found() is [var first, ..] && first == own.ExternalId, "Before, it was not found first by its own picture."),
            deleted.HasStatus(204),
            after.HasStatus(200).That(!after.Found().Contains(own.ExternalId), "It is still found after it was deleted."),
            read.IsProblem(404, "product_not_found"),
            similar.IsProblem(404, "product_not_found"));
    }

    private static Task<Reply> CreateAsync(CheckRun run, string externalId, CancellationToken cancellationToken) =>
        SendAsync(run, HttpMethod.Post, string.Empty, $$"""{"external_id": "{{externalId}}", "title": "Check"}""", cancellationToken);

    private static Task<Reply> PutAsync(CheckRun run, string externalId, string title, string? tag, CancellationToken cancellationToken) => run.SendAsync(
        HttpMethod.Put,
        $"api/v1/products/ext:{externalId}",
        () => Bodies.Json($$"""{"title": "{{title}}"}"""),
        request =>
        {
            if (tag is not null)
            {
                request.Headers.TryAddWithoutValidation("If-Match", tag);
            }
        },
        cancellationToken);

    private static Task<Reply> SendAsync(CheckRun run, HttpMethod method, string path, string body, CancellationToken cancellationToken) =>
        run.SendAsync(method, $"api/v1/products{path}", () => Bodies.Json(body), cancellationToken);
}
