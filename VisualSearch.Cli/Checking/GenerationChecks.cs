using System.Text.Json;

namespace VisualSearch.Cli.Checking;

/// <summary>The routes by which operators change the model and compare the index, as far as they can be walked without changing anything.</summary>
internal static class GenerationChecks
{
    private const string Root = "api/v1/admin/generations";
    private const string NoSuch = "999999999999";

    /// <summary>Comparing reads all of them, which a check has little time for.</summary>
    private const long MostCompared = 200_000;

    public static IEnumerable<Check> All { get; } =
    [
        new("GET /api/v1/admin/generations", "nothing", "200 with one that is active", async (run, cancellationToken) =>
        {
            Reply listed = await run.SendAsync(HttpMethod.Get, Root, cancellationToken);
            int active = listed.At("items") is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray().Count(item => item.TryGetProperty("active", out JsonElement flag) && flag.ValueKind == JsonValueKind.True) : 0;
            return Verdict.Of(listed.HasStatus(200).Has("items.0.model", JsonValueKind.String).Has("items.0.pending", JsonValueKind.Number).That(active == 1, $"{active} generations are active."));
        }),
        new("POST /api/v1/admin/generations", "a model that is none", "422 model_unavailable", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Post, Root, () => Bodies.Json("""{"model": "no-model-of-this-name"}"""), cancellationToken)).IsProblem(422, "model_unavailable")),
        new("POST /api/v1/admin/generations", "no model", "400 with model named", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Post, Root, () => Bodies.Json("{}"), cancellationToken)).IsProblem(400, "invalid", "model")),
        new("POST /api/v1/admin/generations/{generation_id}/switch", "the active one", "200, as it is active", async (run, cancellationToken) =>
        {
            string? active = await ActiveAsync(run, cancellationToken);
            Reply switched = await run.SendAsync(HttpMethod.Post, $"{Root}/{active}/switch", cancellationToken);
            return Verdict.Of(switched.HasStatus(200).Has("active", JsonValueKind.True));
        }),
        new("POST /api/v1/admin/generations/{generation_id}/switch", "one that is none", "404 generation_not_found", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Post, $"{Root}/{NoSuch}/switch", cancellationToken)).IsProblem(404, "generation_not_found")),
        new("POST /api/v1/admin/generations/rollback", "with nothing before the active one", "409 no_generation_before", async (run, cancellationToken) =>
            await IsOldestActiveAsync(run, cancellationToken)
                ? Verdict.Of((await run.SendAsync(HttpMethod.Post, $"{Root}/rollback", cancellationToken)).IsProblem(409, "no_generation_before"))
                : Verdict.Skip("There is a generation to go back to, which a check does not do.")),
        new("GET /api/v1/admin/generations/{generation_id}/overlap", "the active one with itself", "200, nothing differs", async (run, cancellationToken) =>
        {
            string? active = await ActiveAsync(run, cancellationToken);
            Reply compared = await run.SendAsync(HttpMethod.Get, $"{Root}/{active}/overlap?queries=3", cancellationToken);
            bool same = compared.At("overlap_min") is { ValueKind: JsonValueKind.Null } || (compared.At("overlap_min") is { ValueKind: JsonValueKind.Number } least && least.GetDouble() >= 1);
            return Verdict.Of(compared.HasStatus(200).Has("worst", JsonValueKind.Array).That(same, "A generation answers otherwise than itself."));
        }),
        new("DELETE /api/v1/admin/generations/{generation_id}", "the active one", "409 generation_in_use", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Delete, $"{Root}/{await ActiveAsync(run, cancellationToken)}", cancellationToken)).IsProblem(409, "generation_in_use")),
        new("POST /api/v1/admin/reconcile", "only looking", "200 with what each generation holds", async (run, cancellationToken) =>
        {
            Reply listed = await run.SendAsync(HttpMethod.Get, Root, cancellationToken);
            long vectors = listed.At("items") is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray().Sum(item => item.TryGetProperty("vectors", out JsonElement held) && held.ValueKind == JsonValueKind.Number ? held.GetInt64() : 0) : 0;
            if (vectors > MostCompared)
            {
                return Verdict.Skip($"To compare {vectors:N0} vectors takes longer than a check may; visualsearch reconcile does it.");
            }

            Reply report = await run.SendAsync(HttpMethod.Post, "api/v1/admin/reconcile", cancellationToken);
            return report.Status == 409
                ? Verdict.Of(report.IsProblem(409, "comparison_runs"))
                : Verdict.Of(report.HasStatus(200).Has("equal", JsonValueKind.True, JsonValueKind.False).Has("generations.0.held", JsonValueKind.Number).Has("orphaned_collections", JsonValueKind.Array));
        }),
    ];

    /// <summary>Null when the list does not say, and then what is asked about it fails as it should.</summary>
    private static async Task<string?> ActiveAsync(CheckRun run, CancellationToken cancellationToken) =>
        (await ListAsync(run, cancellationToken)).FirstOrDefault(generation => generation.Active).Id;

    private static async Task<bool> IsOldestActiveAsync(CheckRun run, CancellationToken cancellationToken) => (await ListAsync(run, cancellationToken)) is [{ Active: true }, ..];

    private static async Task<IReadOnlyList<(string? Id, bool Active)>> ListAsync(CheckRun run, CancellationToken cancellationToken) =>
        (await run.SendAsync(HttpMethod.Get, Root, cancellationToken)).At("items") is { ValueKind: JsonValueKind.Array } items
            ? [.. items.EnumerateArray().Select(item => (item.GetProperty("generation_id").GetString(), item.GetProperty("active").ValueKind == JsonValueKind.True))]
            : [];
}
