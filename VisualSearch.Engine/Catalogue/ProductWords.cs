namespace VisualSearch.Engine.Catalogue;

/// <summary>What a product is found by, as folded words with single spaces between.</summary>
/// <param name="Title">Of all languages.</param>
/// <param name="Labels">Brand and category.</param>
/// <param name="Article">The parts of the external id.</param>
/// <param name="Description">Of all languages.</param>
internal sealed record ProductWords(string Title, string Labels, string Article, string Description)
{
    public static ProductWords Of(ProductDetails details) => new(
        Join([details.Title, .. details.Translations.Values.Select(t => t.Title)]),
        Join([details.Brand, details.Category]),
        Join([details.ExternalId]),
        Join([details.Description, .. details.Translations.Values.Select(t => t.Description)]));

    private static string Join(IEnumerable<string?> texts) => string.Join(' ', texts.OfType<string>().SelectMany(TextFolding.Words));
}
