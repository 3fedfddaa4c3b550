using System.Text.Json;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Intake;

/// <summary>Reads a product's texts in further languages.</summary>
internal static class TranslationsBody
{
    private const string Field = "translations";

    public static IReadOnlyDictionary<string, Translation> Read(JsonFields fields)
    {
        Dictionary<string, Translation> translations = new(StringComparer.Ordinal);
        if (fields.Find(Field) is not { } element)
        {
            return translations;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            fields.Add(Field, "Must be an object of language tags.");
            return translations;
        }

        if (element.GetPropertyCount() > ProductLimits.Translations)
        {
            fields.Add(Field, $"At most {ProductLimits.Translations} languages.");
            return translations;
        }

        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (!LanguageTag.TryNormalize(member.Name, out string? tag))
            {
                fields.Add(Field, "Names must be language tags such as ru, ky or kk-Latn.");
            }
            else if (member.Value.ValueKind == JsonValueKind.Null)
            {
                // As everywhere: null is absent.
            }
            else if (member.Value.ValueKind != JsonValueKind.Object)
            {
                fields.Add($"{Field}.{member.Name}", "Must be an object with title and description.");
            }
            else if (!translations.TryAdd(tag, ReadOne(new JsonFields(member.Value, fields.Errors, $"{fields.Prefix}{Field}.{member.Name}."))))
            {
                fields.Add($"{Field}.{member.Name}", "The language is given twice.");
            }
        }

        return translations;
    }

    private static Translation ReadOne(JsonFields fields)
    {
        return new Translation(
            fields.Text("title", ProductLimits.TitleLength),
            fields.Text("description", ProductLimits.DescriptionLength, multiline: true));
    }
}
