using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Products;

/// <summary>
/// The body of a product write as the OpenAPI document shows it. The body itself is read by <see cref="ProductBody"/>, which names every wrong field at once
/// where a deserialiser would stop at the first.
/// </summary>
internal sealed record ProductRequest
{
    [Required]
    [StringLength(ProductLimits.TitleLength, MinimumLength = 1)]
    public required string Title { get; init; }

    [Description("Your own id of the product; unique. `ext:{external_id}` names the product in every route.")]
    [StringLength(ProductKey.MaxExternalIdLength)]
    public string? ExternalId { get; init; }

    [StringLength(ProductLimits.DescriptionLength)]
    public string? Description { get; init; }

    [StringLength(ProductLimits.CategoryLength)]
    public string? Category { get; init; }

    [StringLength(ProductLimits.BrandLength)]
    public string? Brand { get; init; }

    [Description("Zero or more, at most two decimals.")]
    [Range(0, (double)ProductLimits.Price)]
    public decimal? Price { get; init; }

    [Description("ISO 4217, three letters.")]
    [RegularExpression("^[A-Za-z]{3}$")]
    public string? Currency { get; init; }

    public bool? InStock { get; init; }

    [Description("The product's page in the shop, http or https.")]
    [StringLength(ProductLimits.AddressLength)]
    public string? Url { get; init; }

    [Description("Anything else you want back. Not searched.")]
    public IReadOnlyDictionary<string, JsonElement>? Attributes { get; init; }

    [Description("Texts in further languages, by BCP 47 tag (`ru`, `ky`, `kk-Latn`).")]
    public IReadOnlyDictionary<string, Translation>? Translations { get; init; }

    [Description("Addresses of the pictures in order: `https://…`, `http://…` or `s3://bucket/key`; or pictures as answers show them, by their `url`. Absent or null on a replacement: the pictures stay.")]
    [MaxLength(ProductLimits.Pictures)]
    public IReadOnlyList<string>? Images { get; init; }

    [Description("Another name of `images`, as events have it. Give one of them.")]
    [MaxLength(ProductLimits.Pictures)]
    public IReadOnlyList<string>? ImageUrls { get; init; }

    [Description("Instead of `images` when there is one picture.")]
    public string? ImageUrl { get; init; }
}
