using System.Text;
using System.Text.Json;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Intake;

/// <summary>Reads a product's free attributes: any JSON, in bounds.</summary>
internal static class AttributesBody
{
    private const string Field = "attributes";

    public static IReadOnlyDictionary<string, JsonElement> Read(JsonFields fields)
    {
        Dictionary<string, JsonElement> attributes = new(StringComparer.Ordinal);
        if (fields.Find(Field) is not { } element)
        {
            return attributes;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            fields.Add(Field, "Must be an object.");
            return attributes;
        }

        if (Encoding.UTF8.GetByteCount(element.GetRawText()) > ProductLimits.AttributesBytes)
        {
            fields.Add(Field, $"At most {ProductLimits.AttributesBytes} bytes in all.");
            return attributes;
        }

        if (element.GetPropertyCount() > ProductLimits.Attributes)
        {
            fields.Add(Field, $"At most {ProductLimits.Attributes} attributes.");
            return attributes;
        }

        foreach (JsonProperty attribute in element.EnumerateObject())
        {
            Check(attribute, fields);

            // The document's buffer goes back to its pool when the request ends.
            attributes[attribute.Name] = attribute.Value.Clone();
        }

        return attributes;
    }

    private static void Check(JsonProperty attribute, JsonFields fields)
    {
        if (attribute.Name.Length is 0 or > ProductLimits.AttributeNameLength || JsonFields.HasControls(attribute.Name, multiline: false))
        {
            fields.Add(Field, $"Names must have 1 to {ProductLimits.AttributeNameLength} characters, none of them a control character.");
        }
        else if (!IsStorable(attribute.Value, ProductLimits.AttributeDepth))
        {
            fields.Add($"{Field}.{attribute.Name}", $"Must nest at most {ProductLimits.AttributeDepth} levels and contain no U+0000.");
        }
    }

    /// <summary>Databases hold no U+0000 in text.</summary>
    private static bool IsStorable(JsonElement value, int depth) => value.ValueKind switch
    {
        JsonValueKind.String => !value.GetString()!.Contains('\0'),
        JsonValueKind.Array => depth > 0 && value.EnumerateArray().All(item => IsStorable(item, depth - 1)),
        JsonValueKind.Object => depth > 0 && value.EnumerateObject().All(member => !member.Name.Contains('\0') && IsStorable(member.Value, depth - 1)),
        _ => true,
    };
}
