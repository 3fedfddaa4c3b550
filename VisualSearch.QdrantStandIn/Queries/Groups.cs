using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using VisualSearch.QdrantStandIn.Filters;
using VisualSearch.QdrantStandIn.Writes;

namespace VisualSearch.QdrantStandIn.Queries;

/// <summary>The hits of a query by the values of a key: texts and whole numbers, an array's each.</summary>
internal sealed class Groups(JsonElement body)
{
    private const string Place = "search_group_request.group_request";

    private readonly PayloadPath _key = PayloadPath.Parse(Upsert.Required(body, "group_by").GetString()!);
    private readonly int _size = Query.Number(body, "group_size", 3, least: 1, Place);
    private readonly int _limit = Query.Number(body, "limit", 10, least: 1, Place);
    private readonly Query _query = new(body);

    public JsonArray Run(Collection collection)
    {
        Dictionary<string, JsonArray> hits = [];
        JsonArray groups = [];
        foreach ((Point point, float score) in _query.Ranked(collection))
        {
            foreach (JsonValue value in _key.Values(point.Payload).Where(value => value.GetValueKind() == JsonValueKind.String || PayloadIndex.IsInteger(value)))
            {
                if (!hits.TryGetValue(value.ToJsonString(), out JsonArray? group))
                {
                    if (hits.Count == _limit)
                    {
                        continue;
                    }

                    group = [];
                    hits.Add(value.ToJsonString(), group);
                    JsonNode id = value.GetValueKind() == JsonValueKind.String ? value.ToString() : long.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);
                    groups.Add(new JsonObject { ["hits"] = group, ["id"] = id });
                }

                if (group.Count < _size)
                {
                    group.Add(_query.ToJson(point, score));
                }
            }
        }

        return groups;
    }
}
