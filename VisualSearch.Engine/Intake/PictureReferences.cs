using System.Text.Json;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;

namespace VisualSearch.Engine.Intake;

/// <summary>Reads where a product's pictures are: addresses that a client may name, each once.</summary>
internal static class PictureReferences
{
    /// <param name="objects">A picture may also be given as answers of ours show it: an object that is named by its <c>url</c>.</param>
    /// <returns>In order; null when the member is absent, null or no list.</returns>
    public static List<string>? ReadList(JsonFields fields, string name, bool objects)
    {
        string field = fields.Prefix + name;
        if (fields.Find(name) is not { } list)
        {
            return null;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            fields.Errors.Add(field, "Must be a list of addresses.");
            return null;
        }

        if (list.GetArrayLength() > ProductLimits.Pictures)
        {
            fields.Errors.Add(field, $"At most {ProductLimits.Pictures} pictures.");
            return null;
        }

        List<(string Field, string Text)> given = [];
        foreach ((int index, JsonElement element) in list.EnumerateArray().Index())
        {
            JsonElement named = objects && element.ValueKind == JsonValueKind.Object && element.TryGetProperty("url", out JsonElement url) ? url : element;
            if (named.ValueKind == JsonValueKind.String)
            {
                given.Add(($"{field}[{index}]", named.GetString()!));
            }
            else
            {
                fields.Errors.Add($"{field}[{index}]", objects ? "Must be an address, as a string, or an object whose url is one." : "Must be an address, as a string.");
            }
        }

        return Read(given, fields.Errors);
    }

    /// <summary>The same picture twice is one picture: shops repeat the main one in the gallery.</summary>
    public static List<string> Read(IReadOnlyList<(string Field, string Text)> given, FieldErrors errors)
    {
        List<string> references = [];
        foreach ((string field, string text) in given)
        {
            // `kept:` names pictures of our own store; taken from a client it would show it pictures of others.
            if (text.Length > ProductLimits.AddressLength)
            {
                errors.Add(field, $"At most {ProductLimits.AddressLength} characters.");
            }
            else if (ImageReference.TryParse(text, out ImageReference? reference) && reference is ImageReference.Web or ImageReference.S3)
            {
                if (!references.Contains(reference.ToString(), StringComparer.Ordinal))
                {
                    references.Add(reference.ToString());
                }
            }
            else
            {
                errors.Add(field, "Must be an absolute http or https address, or s3://bucket/key.");
            }
        }

        return references;
    }
}
