using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Demo;

/// <summary>One line of <c>catalog.jsonl</c>.</summary>
/// <param name="Image">The picture's file, from the folder of the catalogue.</param>
internal sealed record DemoProduct(
    string ExternalId,
    string Title,
    string? TitleRu,
    string? TitleKy,
    string? Description,
    string? DescriptionRu,
    string? DescriptionKy,
    string? Category,
    decimal? Price,
    string? Currency,
    bool? InStock,
    string? Image)
{
    public ProductDetails ToDetails()
    {
        Dictionary<string, Translation> translations = new(StringComparer.Ordinal);
        Add("ru", TitleRu, DescriptionRu);
        Add("ky", TitleKy, DescriptionKy);
        return new ProductDetails
        {
            ExternalId = ExternalId,
            Title = Title,
            Description = Description,
            Category = Category,
            PriceMinor = Price is { } price ? (long)decimal.Round(price * 100) : null,
            Currency = Currency,
            InStock = InStock,
            Translations = translations,
        };

        void Add(string language, string? title, string? description)
        {
            if (title is not null || description is not null)
            {
                translations[language] = new Translation(title, description);
            }
        }
    }
}
