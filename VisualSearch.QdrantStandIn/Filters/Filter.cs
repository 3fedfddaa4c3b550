using System.Text.Json;

namespace VisualSearch.QdrantStandIn.Filters;

/// <summary>Reads a filter into a function of a point.</summary>
internal static class Filter
{
    private static readonly HashSet<string> Clauses = ["must", "should", "must_not", "min_should"];

    /// <param name="body">A request that may have a member <c>filter</c>.</param>
    /// <returns>What all points pass when there is none.</returns>
    public static Func<Candidate, bool> Of(JsonElement body, IReadOnlyDictionary<string, PayloadIndex> indexes, string member = "filter") =>
        body.TryGetProperty(member, out JsonElement filter) && filter.ValueKind != JsonValueKind.Null ? Parse(filter, indexes) : _ => true;

    public static bool IsFilter(JsonElement json) => json.ValueKind == JsonValueKind.Object && json.EnumerateObject().Any() && json.EnumerateObject().All(member => Clauses.Contains(member.Name));

    public static Func<Candidate, bool> Parse(JsonElement json, IReadOnlyDictionary<string, PayloadIndex> indexes)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw RefusalException.Format($"invalid type: {json.ValueKind}, expected struct Filter");
        }

        List<Func<Candidate, bool>> clauses = [];
        foreach (JsonProperty clause in json.EnumerateObject())
        {
            if (!Clauses.Contains(clause.Name))
            {
                throw RefusalException.Format($"unknown field `{clause.Name}`, expected one of `should`, `min_should`, `must`, `must_not`");
            }

            if (clause.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (clause.Name == "min_should")
            {
                Func<Candidate, bool>[] some = Conditions(clause.Value.GetProperty("conditions"), indexes);
                int least = clause.Value.GetProperty("min_count").GetInt32();
                clauses.Add(point => some.Count(condition => condition(point)) >= least);
                continue;
            }

            Func<Candidate, bool>[] all = Conditions(clause.Value, indexes);
            clauses.Add(clause.Name switch
            {
                "must" => point => Array.TrueForAll(all, condition => condition(point)),
                "must_not" => point => !Array.Exists(all, condition => condition(point)),
                _ => point => all.Length == 0 || Array.Exists(all, condition => condition(point)),
            });
        }

        return point => clauses.TrueForAll(clause => clause(point));
    }

    private static Func<Candidate, bool>[] Conditions(JsonElement json, IReadOnlyDictionary<string, PayloadIndex> indexes) => json.ValueKind == JsonValueKind.Array
        ? [.. json.EnumerateArray().Select(condition => Condition.Parse(condition, indexes))]
        : [Condition.Parse(json, indexes)];
}
