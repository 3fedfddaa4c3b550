using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>What a product is found by, as folded words with single spaces between.</summary>
/// <param name="Title">Of all languages.</param>
/// <param name="Labels">Brand and category.</param>
/// <param name="Article">The parts of the external id.</param>
/// <param name="Description">Of all languages.</param>
internal sealed record ProductWords(string Title, string Labels, string Article, string Description)
{
    public static ProductWords Of(ProductRow row)
    {
        IReadOnlyDictionary<string, Translation> translations = ProductMapping.ToTranslations(row.Translations);
        return new(
            Join([row.Title, .. translations.Values.Select(t => t.Title)]),
            Join([row.Brand, row.Category]),
            Join([row.ExternalId]),
            Join([row.Description, .. translations.Values.Select(t => t.Description)]));
    }

    /// <summary>Whether a change that is not saved yet may change them.</summary>
    /// <param name="product">Tracked, with the values of before its change.</param>
    public static bool AreTouched(EntityEntry<ProductRow> product) => product.State == EntityState.Added
        || product.Property(p => p.Title).IsModified
        || product.Property(p => p.Description).IsModified
        || product.Property(p => p.Brand).IsModified
        || product.Property(p => p.Category).IsModified
        || product.Property(p => p.ExternalId).IsModified
        || product.Property(p => p.Translations).IsModified
        || product.Property(p => p.DeletedAt).IsModified;

    private static string Join(IEnumerable<string?> texts) => string.Join(' ', texts.OfType<string>().SelectMany(TextFolding.Words));
}
