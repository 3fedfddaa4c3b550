using System.Text.Json;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>Reads a row's texts in further languages, from columns such as <c>title_ru</c> and from an object <c>translations</c>.</summary>
internal static class RowTranslations
{
    public static IReadOnlyDictionary<string, Translation> Read(RowFields fields)
    {
        Dictionary<string, Translation> translations = new(StringComparer.Ordinal);
        if (fields.Find(Field.Translations) is { } cell)
        {
            ReadObject(cell, fields, translations);
        }

        foreach (Destination place in fields.Layout.Places.Values.Where(place => place.Language is not null))
        {
            bool title = place.Field == Field.Title;
            if (fields.Text(place.Field, title ? ProductLimits.TitleLength : ProductLimits.DescriptionLength, multiline: !title, place.Language) is { } text)
            {
                Translation before = translations.GetValueOrDefault(place.Language!, new Translation(null, null));
                translations[place.Language!] = title ? before with { Title = text } : before with { Description = text };
            }
        }

        if (translations.Count > ProductLimits.Translations)
        {
            fields.Errors.Add($"{translations.Count} languages: at most {ProductLimits.Translations}.");
        }

        return translations;
    }

    private static void ReadObject(Cell cell, RowFields fields, Dictionary<string, Translation> translations)
    {
        if (RowJson.ObjectIn(cell) is not { } given)
        {
            fields.Errors.Add("translations is not a JSON object of languages.");
            return;
        }

        foreach (JsonProperty language in given.EnumerateObject().Where(language => language.Value.ValueKind != JsonValueKind.Null))
        {
            if (!LanguageTag.TryNormalize(language.Name, out string? tag) || language.Value.ValueKind != JsonValueKind.Object)
            {
                fields.Errors.Add($"translations.{language.Name} is not a language with title and description.");
                continue;
            }

            translations[tag] = new Translation(
                Member(language, "title", ProductLimits.TitleLength, multiline: false, fields),
                Member(language, "description", ProductLimits.DescriptionLength, multiline: true, fields));
        }
    }

    private static string? Member(JsonProperty language, string name, int maxLength, bool multiline, RowFields fields)
    {
        if (!language.Value.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        string? text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is { Length: 0 } ? null : fields.Checked($"translations.{language.Name}.{name}", text, maxLength, multiline);
    }
}
