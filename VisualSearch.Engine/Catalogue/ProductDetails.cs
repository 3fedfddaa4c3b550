using System.Text.Json;

namespace VisualSearch.Engine.Catalogue;

/// <summary>What a shop says about a product. Only <see cref="Title"/> is required.</summary>
public sealed record ProductDetails
{
    public string? ExternalId { get; init; }

    public required string Title { get; init; }

    public string? Description { get; init; }

    public string? Category { get; init; }

    public string? Brand { get; init; }

    /// <summary>Price in minor units (1/100 of <see cref="Currency"/>).</summary>
    public long? PriceMinor { get; init; }

    /// <summary>ISO 4217, three capital letters.</summary>
    public string? Currency { get; init; }

    public bool? InStock { get; init; }

    /// <summary>The product's page in the shop.</summary>
    public string? Url { get; init; }

    /// <summary>Anything else the shop wants back; not searched.</summary>
    public IReadOnlyDictionary<string, JsonElement> Attributes { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>By language tag (<c>ru</c>, <c>ky</c>); text search looks in all of them.</summary>
    public IReadOnlyDictionary<string, Translation> Translations { get; init; } = new Dictionary<string, Translation>();

    /// <summary>The part of the details that vector filters look at.</summary>
    public FilterFields FilterFields => new(Category, Brand, PriceMinor, InStock);
}

/// <summary>A product's texts in one more language.</summary>
public sealed record Translation(string? Title, string? Description);
