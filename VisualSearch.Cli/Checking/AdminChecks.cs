using System.Text;
using System.Text.Json;

namespace VisualSearch.Cli.Checking;

/// <summary>The routes of operators, on products of the check alone.</summary>
internal static class AdminChecks
{
    private const string Reindex = "POST /api/v1/admin/reindex";
    private const string Export = "GET /api/v1/admin/export";

    public static IEnumerable<Check> All => GenerationChecks.All.Concat(FigureChecks.All).Concat(new Check[]
    {
        new(Reindex, "one product", "202 with the number of products", async (run, cancellationToken) =>
        {
            string id = run.Products.Reserve();
            Reply made = await CreateAsync(run, id, "", cancellationToken);
            Reply marked = await SendAsync(run, $$"""{"scope": "vectors", "product_ids": ["ext:{{id}}"]}""", cancellationToken);
            return Verdict.Of(made.HasStatus(201), marked.HasStatus(202).Has("products", JsonValueKind.Number));
        }),
        new(Reindex, "a scope that is none", "400 with scope named", async (run, cancellationToken) =>
            (await SendAsync(run, """{"scope": "everything"}""", cancellationToken)).IsProblem(400, "invalid", "scope")),
        new(Reindex, "an unknown product", "404 product_not_found", async (run, cancellationToken) =>
            (await SendAsync(run, $$"""{"scope": "vectors", "product_ids": ["ext:{{OwnProducts.NewExternalId()}}"]}""", cancellationToken)).IsProblem(404, "product_not_found")),
        new(Export, "the category of one product", "200 JSON Lines with that product alone", async (run, cancellationToken) =>
        {
            string id = run.Products.Reserve();
            Reply made = await CreateAsync(run, id, id, cancellationToken);
            Reply exported = await run.SendAsync(HttpMethod.Get, $"api/v1/admin/export?category={id}", cancellationToken);
            string[] lines = Encoding.UTF8.GetString(exported.Body).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return Verdict.Of(
                made.HasStatus(201),
                exported.HasStatus(200)
                    .That(exported.ContentType == "application/x-ndjson", $"Content type {exported.ContentType ?? "none"} instead of application/x-ndjson.")
                    .That(lines is [var line] && line.Contains($"\"{id}\"", StringComparison.Ordinal), $"{lines.Length} lines instead of the product's one."));
        }),
    }).Select(check => check with { Needs = CheckNeeds.Administering });

    /// <summary>Asks for nothing, which only who may ask is told.</summary>
    public static Task<Reply> ProbeAsync(CheckRun run, CancellationToken cancellationToken) => SendAsync(run, "{}", cancellationToken);

    private static Task<Reply> CreateAsync(CheckRun run, string externalId, string category, CancellationToken cancellationToken) => run.SendAsync(
        HttpMethod.Post,
        "api/v1/products",
        () => Bodies.Json($$"""{"external_id": "{{externalId}}", "title": "Check", "category": "{{category}}"}"""),
        cancellationToken);

    private static Task<Reply> SendAsync(CheckRun run, string body, CancellationToken cancellationToken) =>
        run.SendAsync(HttpMethod.Post, "api/v1/admin/reindex", () => Bodies.Json(body), cancellationToken);
}
