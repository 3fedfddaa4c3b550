namespace VisualSearch.Engine.Catalogue;

/// <summary>How much a client may write of one product. Lengths in UTF-16 units. Stated in docs/API.md and in the answers that refuse more.</summary>
public static class ProductLimits
{
    public const int TitleLength = 500;
    public const int DescriptionLength = 20_000;
    public const int CategoryLength = 300;
    public const int BrandLength = 200;

    /// <summary>Of the product's page and of each picture's address.</summary>
    public const int AddressLength = 2_048;

    /// <summary>Pictures of one product, uploaded ones included.</summary>
    public const int Pictures = 20;

    public const int Translations = 20;
    public const int Attributes = 100;
    public const int AttributeNameLength = 100;

    /// <summary>UTF-8 bytes of all attributes together, as sent.</summary>
    public const int AttributesBytes = 32 * 1024;

    /// <summary>How deep objects and arrays may nest in one attribute.</summary>
    public const int AttributeDepth = 8;

    /// <summary>Greatest price; in minor units it and any sum over a catalogue stay far inside 64 bits.</summary>
    public const decimal Price = 999_999_999_999.99m;
}
