using System.Text.Json;
using VisualSearch.Engine;

namespace VisualSearch.Api.Http;

/// <summary>The options of one request as the client wrote them, from the query string, form fields or JSON members: name to values, all as text.</summary>
internal sealed class OptionValues
{
    private readonly Dictionary<string, IReadOnlyList<string>> _values = new(StringComparer.Ordinal);

    public static OptionValues OfQuery(IQueryCollection query)
        => new OptionValues().With(query.Select(field => KeyValuePair.Create(field.Key, (IReadOnlyList<string>)[.. field.Value.OfType<string>()])));

    /// <summary>Adds fields; a name that is there already is replaced.</summary>
    public OptionValues With(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> fields)
    {
        foreach ((string name, IReadOnlyList<string> texts) in fields)
        {
            _values[name] = texts;
        }

        return this;
    }

    /// <summary>Adds the members of a JSON object; a name that is there already is replaced, null says nothing.</summary>
    public OptionValues With(IEnumerable<JsonProperty> members, FieldErrors errors)
    {
        foreach (JsonProperty member in members)
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            JsonElement[] elements = member.Value.ValueKind == JsonValueKind.Array ? [.. member.Value.EnumerateArray()] : [member.Value];
            if (elements.Any(element => element.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null))
            {
                errors.Add(member.Name, "Must be a plain value, or a list of plain values.");
                continue;
            }

            _values[member.Name] = [.. elements.Select(TextOf)];
        }

        return this;
    }

    private static string TextOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => element.ToString(),
    };

    /// <summary>Every value of a repeatable option; empty when it is not there.</summary>
    public IReadOnlyList<string> All(string name) => _values.GetValueOrDefault(name) ?? [];

    /// <summary>The value of a single option; null when it is not there. More than one is an error.</summary>
    public string? One(string name, FieldErrors errors)
    {
        IReadOnlyList<string> all = All(name);
        errors.Check(all.Count <= 1, name, "Must be given once.");
        return all.Count == 0 ? null : all[0];
    }
}
