using System.Text.Json;

namespace VisualSearch.Cli.Checking;

/// <summary>What every answer of a search promises.</summary>
internal static class SearchPromises
{
    private static readonly string[] Timings = ["decode", "embed", "vectors", "hydrate", "total"];

    /// <summary>The members, their kinds, one entry a product, and where the milliseconds went.</summary>
    public static Reply IsSearchAnswer(this Reply reply)
    {
        reply.HasStatus(200);
        HasMembers(reply, string.Empty);
        string timing = reply.Header("Server-Timing") ?? string.Empty;
        string[] missing = [.. Timings.Where(name => !timing.Split(',', StringSplitOptions.TrimEntries).Any(part => part.StartsWith(name + ";", StringComparison.Ordinal)))];
        return reply.That(missing.Length == 0, $"Server-Timing lacks {string.Join(", ", missing)}.");
    }

    /// <summary>The members and their kinds alone.</summary>
    /// <param name="at">Where in the body the answer is: empty, or ending in a point.</param>
    public static Reply HasMembers(Reply reply, string at)
    {
        reply.Has(at + "query_time_ms", JsonValueKind.Number)
            .Has(at + "results_count", JsonValueKind.Number)
            .Has(at + "results", JsonValueKind.Array)
            .Has(at + "model", JsonValueKind.String)
            .Has(at + "search_id", JsonValueKind.String)
            .Has(at + "index.vectors", JsonValueKind.Number)
            .Has(at + "index.pending", JsonValueKind.Number)
            .Has(at + "index.lag_seconds", JsonValueKind.Number);
        JsonElement[] results = Results(reply, at);
        reply.That(reply.At(at + "query_time_ms") is not { ValueKind: JsonValueKind.Number } time || time.TryGetInt64(out _), "query_time_ms is not a whole number.");
        reply.That(reply.At(at + "results_count") is not { ValueKind: JsonValueKind.Number } count || (count.TryGetInt32(out int number) && number == results.Length), "results_count is not the number of results.");
        if (results.Length > 0)
        {
            reply.Has(at + "results.0.product_id", JsonValueKind.String)
                .Has(at + "results.0.external_id")
                .Has(at + "results.0.title", JsonValueKind.String)
                .Has(at + "results.0.image_url")
                .Has(at + "results.0.similarity_score")
                .Has(at + "results.0.relevance")
                .Has(at + "results.0.matched_by", JsonValueKind.Array);
        }

        reply.That(results.All(result => Score(result) is null or (>= 0 and <= 1)), "A similarity_score is not from 0 to 1.");
        return reply.That(results.Select(result => Text(result, "product_id")).Distinct().Count() == results.Length, "A product is among the results twice.");
    }

    /// <summary>The most similar first.</summary>
    public static Reply IsSorted(this Reply reply)
    {
        double[] scores = [.. Results(reply, string.Empty).Select(Score).OfType<double>()];
        return reply.That(scores.Zip(scores.Skip(1)).All(pair => pair.First >= pair.Second), "The results are not sorted by similarity.");
    }

    /// <summary>External ids, in order.</summary>
    public static string?[] Found(this Reply reply) => [.. Results(reply, string.Empty).Select(result => Text(result, "external_id"))];

    private static JsonElement[] Results(Reply reply, string at) =>
        reply.At(at + "results") is { ValueKind: JsonValueKind.Array } results ? [.. results.EnumerateArray()] : [];

    private static double? Score(JsonElement result) =>
        result.ValueKind == JsonValueKind.Object && result.TryGetProperty("similarity_score", out JsonElement score) && score.ValueKind == JsonValueKind.Number ? score.GetDouble() : null;

    private static string? Text(JsonElement result, string member) =>
        result.ValueKind == JsonValueKind.Object && result.TryGetProperty(member, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
