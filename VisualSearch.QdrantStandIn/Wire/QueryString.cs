using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace VisualSearch.QdrantStandIn.Wire;

/// <summary>Checks what follows the question mark; members that nobody knows are ignored.</summary>
internal static class QueryString
{
    /// <returns>Whether the answer has to wait until the write is done.</returns>
    public static bool Writing(IQueryCollection query)
    {
        string ordering = query["ordering"].ToString();
        if (query.ContainsKey("ordering") && ordering is not ("weak" or "medium" or "strong"))
        {
            throw RefusalException.Parameters($"unknown variant `{ordering}`, expected one of `weak`, `medium`, `strong`");
        }

        Timeout(query);
        return query["wait"].ToString() switch
        {
            "true" => true,
            "" or "false" => false,
            _ => throw RefusalException.Parameters("provided string was not `true` or `false`"),
        };
    }

    public static void Reading(IQueryCollection query)
    {
        if (Timeout(query) == 0)
        {
            throw RefusalException.Parameters("invalid value: integer `0`, expected a nonzero u64");
        }

        string consistency = query["consistency"].ToString();
        bool known = consistency is "" or "majority" or "quorum" or "all" || (int.TryParse(consistency, NumberStyles.None, CultureInfo.InvariantCulture, out int nodes) && nodes > 0);
        if (!known)
        {
            throw RefusalException.Parameters($"failed to deserialize read consistency query parameter value: {consistency}");
        }
    }

    public static void Creating(IQueryCollection query)
    {
        if (Timeout(query) == 0)
        {
            throw RefusalException.Of(422, "Validation error in query parameters: [timeout: value 0 invalid, must be 1 or larger]");
        }
    }

    private static long? Timeout(IQueryCollection query)
    {
        if (!query.TryGetValue("timeout", out Microsoft.Extensions.Primitives.StringValues timeout))
        {
            return null;
        }

        return long.TryParse(timeout, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) ? seconds : throw RefusalException.Parameters("invalid digit found in string");
    }
}
