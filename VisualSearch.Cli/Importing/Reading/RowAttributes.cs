using System.Text;
using System.Text.Json;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>Reads a row's attributes: its object of that name, and the columns that are nothing else if that was asked for.</summary>
internal static class RowAttributes
{
    public static IReadOnlyDictionary<string, JsonElement> Read(RowFields fields, bool others)
    {
        Dictionary<string, JsonElement> attributes = new(StringComparer.Ordinal);
        if (fields.Find(Field.Attributes) is { } cell)
        {
            if (RowJson.ObjectIn(cell) is not { } given)
            {
                return fields.Refuse<IReadOnlyDictionary<string, JsonElement>>("attributes is not a JSON object.") ?? attributes;
            }

            foreach (JsonProperty attribute in given.EnumerateObject())
            {
                attributes[attribute.Name] = attribute.Value.Clone();
            }
        }

        if (others)
        {
            foreach (int column in fields.Layout.Others.Where(column => column < fields.Row.Cells.Count && !fields.Row.Cells[column].IsEmpty))
            {
                Cell value = fields.Row.Cells[column];
                attributes[fields.Layout.Columns[column].Trim()] = value.Json.ValueKind == JsonValueKind.Undefined
                    ? JsonSerializer.SerializeToElement(value.Text!.Trim())
                    : value.Json.Clone();
            }
        }

        Check(attributes, fields);
        return attributes;
    }

    private static void Check(Dictionary<string, JsonElement> attributes, RowFields fields)
    {
        if (attributes.Count > ProductLimits.Attributes)
        {
            fields.Errors.Add($"{attributes.Count} attributes: at most {ProductLimits.Attributes}.");
        }

        if (attributes.Keys.FirstOrDefault(name => name.Length is 0 or > ProductLimits.AttributeNameLength || name.Any(char.IsControl)) is { } wrong)
        {
            fields.Errors.Add($"The attribute name {wrong} has not 1 to {ProductLimits.AttributeNameLength} characters, or control characters among them.");
        }

        if (attributes.Count > 0 && attributes.Sum(attribute => Encoding.UTF8.GetByteCount(attribute.Key) + Encoding.UTF8.GetByteCount(attribute.Value.GetRawText()) + 4) > ProductLimits.AttributesBytes)
        {
            fields.Errors.Add($"The attributes have more than {ProductLimits.AttributesBytes} bytes.");
        }

        if (attributes.Any(attribute => !IsStorable(attribute.Value, ProductLimits.AttributeDepth)))
        {
            fields.Errors.Add($"An attribute nests more than {ProductLimits.AttributeDepth} levels, or contains U+0000.");
        }
    }

    private static bool IsStorable(JsonElement value, int depth) => value.ValueKind switch
    {
        JsonValueKind.String => !value.GetString()!.Contains('\0'),
        JsonValueKind.Array => depth > 0 && value.EnumerateArray().All(item => IsStorable(item, depth - 1)),
        JsonValueKind.Object => depth > 0 && value.EnumerateObject().All(member => !member.Name.Contains('\0') && IsStorable(member.Value, depth - 1)),
        _ => true,
    };
}
