namespace VisualSearch.Tests.Support.Qdrant;

/// <summary>Recorded lines that the stand-in does not claim to answer, each with the reason. One that it does answer must not be here.</summary>
internal static class BeyondTheStandIn
{
    private static readonly Dictionary<string, (string Reason, string[] Lines)[]> Files = new()
    {
        ["collections"] =
        [
            ("tells of the machine below", ["optimizations", "memory", "cluster of a collection"]),
            ("VisualSearch has one vector a point, without a name", ["upsert a named vector", "query a named vector"]),
        ],
        ["scroll"] =
        [
            ("VisualSearch reads pages in order of id",
            [
                "order_by price ascending", "order_by price descending", "order_by price from 5290.5", "order_by updated_at", "order_by updated_at from a date",
                "order_by with a filter", "order_by a keyword key", "order_by a key with no index", "order_by with an offset",
            ]),
        ],
        ["query"] =
        [
            ("asks for a part of an array's elements", ["with_payload include"]),
            ("equal scores come in any order", ["zero vector", "groups by an array key"]),
            ("VisualSearch asks for the nearest of a vector and nothing else",
            [
                "recommend average_vector", "recommend best_score", "recommend sum_scores", "recommend without a strategy", "recommend one positive",
                "recommend vectors and ids together", "recommend only negatives, best_score", "recommend only negatives, average_vector", "recommend nothing",
                "recommend a missing id", "recommend with a filter and a threshold", "discover", "discover by a vector, two pairs", "discover without pairs", "context",
                "mmr diversity 0.5", "mmr diversity 0 (plain relevance)", "mmr diversity 1", "mmr diversity 2", "order_by price", "sample random",
                "fusion rrf", "fusion dbsf", "rrf with k 60", "rrf with weights", "fusion rrf of different lists (has equal scores)", "fusion dbsf of different lists",
                "rrf with one weight too few", "fusion of one prefetch as an object", "fusion with a filter", "fusion with an offset", "fusion with a score_threshold",
                "fusion without prefetch", "fusion unknown", "prefetch without a query", "prefetch then nearest (two stages)", "prefetch by filter then nearest",
                "formula boosts what is in stock", "groups of a fusion", "older search endpoint",
            ]),
        ],
        ["errors"] =
        [
            ("VisualSearch asks for the nearest of a vector and nothing else", ["validation 422: limit 0 in a prefetch", "validation 422: mmr"]),
            ("the recording leaves repeats out, so its operations have other numbers",
                ["write timeout 0: completed", "write timeout 0: wait_timeout", "unknown query parameter is ignored"]),
            ("the recording has a note in place of 33 MB; no test sends as much", ["body above the limit (content-length 34603008)"]),
        ],
        ["auth"] =
        [
            ("VisualSearch takes no snapshots", ["read-only key: create snapshot"]),
        ],
    };

    public static IReadOnlyDictionary<string, string> Of(string file) => Files.GetValueOrDefault(file, [])
        .SelectMany(group => group.Lines, (group, line) => (line, group.Reason))
        .ToDictionary(pair => pair.line, pair => pair.Reason);
}
