using System.Globalization;
using System.Text.Json;
using VisualSearch.Cli.Importing;
using VisualSearch.Cli.Importing.Reading;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Reconcile;

/// <summary>
/// The fields of a product as numbers that are equal when the fields are: of a catalogue of a million products these are 44 MB. That two different texts have one number has a
/// chance of 2^-32.
/// </summary>
internal static class ComparedFields
{
    public static readonly Field[] All = [Field.Title, Field.Description, Field.Category, Field.Brand, Field.Price, Field.Currency, Field.InStock, Field.Url, Field.Images, Field.Attributes, Field.Translations];

    /// <summary>Of a line of the catalogue's export.</summary>
    public static int[] Of(JsonElement product) => Numbers(field => field switch
    {
        Field.Price => product.GetProperty("price") is { ValueKind: JsonValueKind.Number } price ? Spoken((long)(price.GetDecimal() * 100)) : null,
        Field.InStock => product.GetProperty("in_stock") is { ValueKind: JsonValueKind.True or JsonValueKind.False } inStock ? Spoken(inStock.GetBoolean()) : null,
        Field.Images => string.Join('\n', product.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("url").GetString())),
        Field.Attributes => Sorted(product.GetProperty("attributes").EnumerateObject().Select(attribute => (attribute.Name, CanonicalJson.Of(attribute.Value)))),
        Field.Translations => Sorted(product.GetProperty("translations").EnumerateObject().Select(texts => (texts.Name, Spoken(texts.Value.GetProperty("title").GetString(), texts.Value.GetProperty("description").GetString())))),
        _ => product.GetProperty(FieldNames.Of(field)).GetString(),
    });

    /// <summary>Of a row of the marketplace's.</summary>
    public static int[] Of(ImportRow row) => Numbers(field => field switch
    {
        Field.Title => row.Details.Title,
        Field.Description => row.Details.Description,
        Field.Category => row.Details.Category,
        Field.Brand => row.Details.Brand,
        Field.Price => row.Details.PriceMinor is { } minor ? Spoken(minor) : null,
        Field.Currency => row.Details.Currency,
        Field.InStock => row.Details.InStock is { } inStock ? Spoken(inStock) : null,
        Field.Url => row.Details.Url,
        Field.Images => string.Join('\n', (row.Pictures ?? []).Select(picture => picture is RowPicture.Address address ? address.Reference : ((RowPicture.Local)picture).Path)),
        Field.Attributes => Sorted(row.Details.Attributes.Select(attribute => (attribute.Key, CanonicalJson.Of(attribute.Value)))),
        Field.Translations => Sorted(row.Details.Translations.Select(texts => (texts.Key, Spoken(texts.Value.Title, texts.Value.Description)))),
        _ => throw new ArgumentOutOfRangeException(nameof(row), field, null),
    });

    /// <summary>Those that differ, of those that the row says anything about.</summary>
    /// <param name="attributes">Columns that fill no field are attributes.</param>
    public static IReadOnlyList<string> Differing(int[] here, int[] there, ImportRow row, ColumnLayout layout, bool attributes) =>
        [.. All.Index().Where(field => here[field.Index] != there[field.Index] && Says(field.Item, row, layout, attributes)).Select(field => FieldNames.Of(field.Item))];

    private static bool Says(Field field, ImportRow row, ColumnLayout layout, bool attributes) => field switch
    {
        Field.Images => row.Pictures is not null,
        Field.Attributes => layout.Fills(field) || (attributes && layout.Others.Count > 0),
        Field.Translations => layout.Fills(field) || layout.Places.Values.Any(place => place.Language is not null),
        _ => layout.Fills(field),
    };

    private static int[] Numbers(Func<Field, string?> text) => [.. All.Select(field => string.GetHashCode(text(field) ?? string.Empty, StringComparison.Ordinal))];

    private static string Sorted(IEnumerable<(string Name, string Value)> members) => string.Join('\n', members.OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"{member.Name}={member.Value}"));

    private static string Spoken(string? title, string? description) => $"{title}\0{description}";

    private static string Spoken(IConvertible value) => value.ToString(CultureInfo.InvariantCulture);
}
