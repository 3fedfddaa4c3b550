using System.Globalization;
using System.Text.Json;
using VisualSearch.Engine;
using VisualSearch.Engine.Intake;

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

    /// <summary>As <see cref="One"/>; an empty value is the same as an absent one.</summary>
    public string? Given(string name, FieldErrors errors) => One(name, errors) is { Length: > 0 } text ? text : null;

    /// <summary>A whole number; <paramref name="otherwise"/> when it is not there.</summary>
    public int WholeNumber(string name, int least, int most, int otherwise, FieldErrors errors)
    {
        int number = otherwise;
        if (Given(name, errors) is { } text)
        {
            errors.Check(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most, name, $"Must be a whole number from {least} to {most}.");
        }

        return number;
    }

    /// <summary>A time with its offset; null when it is not there.</summary>
    public DateTimeOffset? Time(string name, FieldErrors errors)
    {
        if (Given(name, errors) is not { } text)
        {
            return null;
        }

        // A plus that was not escaped in a query string arrives as a space; in this place it can only be the offset's.
        string meant = text.Length > 6 && text[^6] == ' ' ? $"{text[..^6]}+{text[^5..]}" : text;
        errors.Check(Rfc3339.TryRead(meant, out DateTimeOffset time), name, "Must be a time with its offset, as in 2026-11-22T10:00:00Z (RFC 3339).");
        return time;
    }
}
