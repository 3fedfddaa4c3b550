using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>How shops call the parts of a product.</summary>
internal static partial class FieldNames
{
    /// <summary>The contract's name first, then what is understood as well, the surest first: of two columns for one field the surer is taken.</summary>
    private static readonly Dictionary<Field, string[]> Names = new()
    {
        [Field.ExternalId] = ["external_id", "id", "sku", "article", "product_id", "item_id", "offer_id", "vendor_code", "код", "артикул"],
        [Field.Title] = ["title", "name", "product_name", "product_title", "название", "наименование", "аталышы"],
        [Field.Description] = ["description", "body", "details", "описание", "сүрөттөмө"],
        [Field.Category] = ["category", "category_name", "categories", "product_type", "категория", "раздел"],
        [Field.Brand] = ["brand", "vendor", "manufacturer", "бренд", "производитель"],
        [Field.Price] = ["price", "cost", "amount", "цена", "стоимость", "баасы"],
        [Field.Currency] = ["currency", "currency_id", "currency_code", "валюта"],
        [Field.InStock] = ["in_stock", "stock", "available", "availability", "is_in_stock", "наличие", "в_наличии"],
        [Field.Url] = ["url", "link", "product_url", "page", "ссылка"],
        [Field.Images] =
        [
            "images", "image", "image_url", "image_urls", "image_link", "picture", "pictures", "photo", "photos",
            "additional_images", "additional_image_urls", "additional_image_link", "картинка", "изображение", "изображения", "фото",
        ],
        [Field.Attributes] = ["attributes"],
        [Field.Translations] = ["translations"],
    };

    private static readonly Dictionary<string, (Field Field, int Rank)> ByName = Names
        .SelectMany(field => field.Value.Select((name, rank) => (name, Place: (field.Key, rank))))
        .ToDictionary(entry => entry.name, entry => entry.Place, StringComparer.Ordinal);

    public static string Of(Field field) => Names[field][0];

    /// <summary>Every field as it is written in <c>--map</c>.</summary>
    public static string All => string.Join(", ", Names.Values.Select(names => names[0])) + ", title_LANGUAGE, description_LANGUAGE";

    /// <summary>Where a column of this name goes without being told, and how sure that is (0 is surest); false for one that says nothing.</summary>
    public static bool TryGuess(string column, out Destination destination, out int rank)
    {
        string name = Separators().Replace(column.Trim().ToLowerInvariant(), "_");
        if (ByName.TryGetValue(name, out (Field Field, int Rank) known))
        {
            (destination, rank) = (new Destination(known.Field), known.Rank);
            return true;
        }

        // Two letters only: title_tag and description_html are no languages.
        rank = 0;
        destination = default;
        return Translated().Match(name) is { Success: true } match && TryTranslated(match, out destination);
    }

    /// <summary>Reads the left side of <c>--map</c>.</summary>
    public static bool TryParse(string text, out Destination destination)
    {
        if (ByName.TryGetValue(text.ToLowerInvariant(), out (Field Field, int Rank) known) && known.Rank == 0)
        {
            destination = new Destination(known.Field);
            return true;
        }

        destination = default;
        return AnyTranslated().Match(text) is { Success: true } match && TryTranslated(match, out destination);
    }

    private static bool TryTranslated(Match match, [NotNullWhen(true)] out Destination destination)
    {
        destination = default;
        if (!LanguageTag.TryNormalize(match.Groups[2].Value, out string? tag))
        {
            return false;
        }

        destination = new Destination(match.Groups[1].Value is "description" ? Field.Description : Field.Title, tag);
        return true;
    }

    [GeneratedRegex(@"[\s.\-]+")]
    private static partial Regex Separators();

    [GeneratedRegex("^(title|name|description)_([a-z]{2})$")]
    private static partial Regex Translated();

    [GeneratedRegex("^(title|description)_([A-Za-z-]{2,20})$")]
    private static partial Regex AnyTranslated();
}
