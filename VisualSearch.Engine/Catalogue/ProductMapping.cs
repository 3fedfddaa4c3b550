using System.Text.Json;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Between rows and what the Engine shows of them.</summary>
internal static class ProductMapping
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General);

    public static Product ToProduct(this ProductRow row, IEnumerable<PictureRow> pictures, bool processed)
    {
        ProductPicture[] shown = [.. pictures.OrderBy(p => p.Position).ThenBy(p => p.Id).Select(ToPicture)];
        return new Product(new ProductId(row.Id), row.ToDetails(), shown, StateOf(shown, processed), row.Version, Time(row.CreatedAt), Time(row.UpdatedAt));
    }

    public static ProductPicture ToPicture(this PictureRow row) => new(
        new PictureId(row.Id), row.Reference, row.Position, row.State, row.Error, row.Content is null ? null : ContentHash.FromBytes(row.Content));

    /// <summary><c>pending</c> until the current version is processed; <c>failed</c> when nothing could be indexed and something failed for good.</summary>
    public static IndexState StateOf(IReadOnlyCollection<ProductPicture> pictures, bool processed)
    {
        if (!processed)
        {
            return IndexState.Pending;
        }

        return pictures.Any(p => p.State == PictureState.Failed) && pictures.All(p => p.State != PictureState.Indexed) ? IndexState.Failed : IndexState.Indexed;
    }

    public static FilterFields ToFilterFields(this ProductRow row) => new(row.Category, row.Brand, row.PriceMinor, row.InStock);

    public static ProductClocks Clocks(this ProductRow row) => new(row.DetailsClock, row.PicturesClock, row.DeletionClock, row.TranslationsClock, row.AttributesClock);

    public static void SetClocks(this ProductRow row, ProductClocks clocks) =>
        (row.DetailsClock, row.PicturesClock, row.DeletionClock, row.TranslationsClock, row.AttributesClock) =
            (clocks.Details, clocks.Pictures, clocks.Deletion, clocks.Translations, clocks.Attributes);

    public static ProductDetails ToDetails(this ProductRow row) => new()
    {
        ExternalId = row.ExternalId,
        Title = row.Title,
        Description = row.Description,
        Category = row.Category,
        Brand = row.Brand,
        PriceMinor = row.PriceMinor,
        Currency = row.Currency,
        InStock = row.InStock,
        Url = row.Url,
        Attributes = Read<JsonElement>(row.Attributes),
        Translations = ToTranslations(row.Translations),
    };

    public static IReadOnlyDictionary<string, Translation> ToTranslations(string? json) => Read<Translation>(json);

    public static void SetDetails(this ProductRow row, ProductDetails details)
    {
        row.ExternalId = details.ExternalId;
        row.Article = details.ExternalId is null ? null : TextFolding.Article(details.ExternalId);
        row.Title = details.Title;
        row.Description = details.Description;
        row.Category = details.Category;
        row.Brand = details.Brand;
        row.PriceMinor = details.PriceMinor;
        row.Currency = details.Currency;
        row.InStock = details.InStock;
        row.Url = details.Url;
        row.Attributes = Write(details.Attributes);
        row.Translations = Write(details.Translations);
    }

    public static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private static Dictionary<string, T> Read<T>(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<Dictionary<string, T>>(json, Json) ?? [];

    /// <summary>As a column holds it.</summary>
    public static string? Write<T>(IReadOnlyDictionary<string, T> values) => values.Count == 0 ? null : JsonSerializer.Serialize(values, Json);
}
