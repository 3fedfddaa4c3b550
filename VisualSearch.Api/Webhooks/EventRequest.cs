using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Intake;

namespace VisualSearch.Api.Webhooks;

/// <summary>An event as the OpenAPI document shows it; it is read by <see cref="EventBody"/>, which names every wrong member at once.</summary>
internal sealed record EventRequest
{
    [Description("By which a repetition is known. Without it: the header `webhook-id`, else the SHA-256 of the body.")]
    [StringLength(EventBody.MaxIdLength)]
    public string? EventId { get; init; }

    [Required]
    [Description("`product.created`, `product.updated`, `product.deleted` or `product.image.updated`.")]
    public required string Event { get; init; }

    [Description("RFC 3339 with an offset, at most 5 minutes ahead. Without it: when it was received.")]
    public DateTimeOffset? OccurredAt { get; init; }

    [Required]
    public required EventData Data { get; init; }
}

/// <summary>What an event says about its product. Of a created or updated one, everything: what is missing is null afterwards, except as noted.</summary>
internal sealed record EventData
{
    [Required]
    [StringLength(ProductKey.MaxExternalIdLength)]
    public required string ExternalId { get; init; }

    [Description("Required when the product was created or updated.")]
    [StringLength(ProductLimits.TitleLength)]
    public string? Title { get; init; }

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
    public string? Currency { get; init; }

    public bool? InStock { get; init; }

    [Description("The product's page in the shop, http or https.")]
    [StringLength(ProductLimits.AddressLength)]
    public string? Url { get; init; }

    [Description("Addresses of the pictures in order. Absent or null: they stay. Required for `product.image.updated`, after which all of them are fetched again.")]
    [MaxLength(ProductLimits.Pictures)]
    public IReadOnlyList<string>? ImageUrls { get; init; }

    [Description("Texts in further languages. Absent or null: they stay.")]
    public IReadOnlyDictionary<string, Translation>? Translations { get; init; }

    [Description("Anything else you want back. Absent or null: they stay.")]
    public IReadOnlyDictionary<string, JsonElement>? Attributes { get; init; }
}
