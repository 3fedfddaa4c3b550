using System.Text.Json;
using VisualSearch.Api.Http;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Products;

/// <summary>Reads a product's texts in further languages.</summary>
internal static class TranslationsBody
{
    private const string Field = "translations";

    public static IReadOnlyDictionary<string, Translation> Read(JsonFields fields, FieldErrors errors)
    {
        Dictionary<string, Translation> translations = new(StringComparer.Ordinal);
        if (fields.Find(Field) is not { } element)
        {
            return translations;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add(Field, "Must be an object of language tags.");
            return translations;
        }

        if (element.GetPropertyCount() > ProductLimits.Translations)
        {
            errors.Add(Field, $"At most {ProductLimits.Translations} languages.");
            return translations;
        }

        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (!LanguageTag.TryNormalize(member.Name, out string? tag))
            {
                errors.Add(Field, "Names must be language tags such as ru, ky or kk-Latn.");
            }
            else if (member.Value.ValueKind == JsonValueKind.Null)
            {
                // As everywhere: null is absent.
            }
            else if (member.Value.ValueKind != JsonValueKind.Object)
            {
                errors.Add($"{Field}.{member.Name}", "Must be an object with title and description.");
            }
            else if (!translations.TryAdd(tag, ReadOne(new JsonFields(member.Value, errors, $"{Field}.{member.Name}."))))
            {
                errors.Add($"{Field}.{member.Name}", "The language is given twice.");
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
