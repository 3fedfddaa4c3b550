using System.Text.Json;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Intake;

/// <summary>Reads what a product is, wherever in a body it stands.</summary>
internal static class ProductFields
{
    /// <summary>Everything but the external id; meaningless when errors were found.</summary>
    public static ProductDetails ReadDetails(JsonFields fields) => new()
    {
        Title = fields.RequiredText("title", ProductLimits.TitleLength) ?? string.Empty,
        Description = fields.Text("description", ProductLimits.DescriptionLength, multiline: true),
        Category = fields.Text("category", ProductLimits.CategoryLength),
        Brand = fields.Text("brand", ProductLimits.BrandLength),
        PriceMinor = ReadPrice(fields),
        Currency = ReadCurrency(fields),
        InStock = fields.Flag("in_stock"),
        Url = ReadUrl(fields),
        Attributes = AttributesBody.Read(fields),
        Translations = TranslationsBody.Read(fields),
    };

    private static long? ReadPrice(JsonFields fields)
    {
        const string Name = "price";
        if (fields.Find(Name) is not { } element)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.Number)
        {
            fields.Add(Name, "Must be a number.");
            return null;
        }

        if (!element.TryGetDecimal(out decimal price) || price is < 0 or > ProductLimits.Price)
        {
            fields.Add(Name, "Must be between 0 and 999999999999.99.");
            return null;
        }

        decimal minor = price * 100;
        if (minor != decimal.Truncate(minor))
        {
            fields.Add(Name, "Must have at most two decimals.");
            return null;
        }

        return (long)minor;
    }

    private static string? ReadCurrency(JsonFields fields)
    {
        const string Name = "currency";
        string? currency = fields.Text(Name, int.MaxValue);
        if (currency is not null && (currency.Length != 3 || !currency.All(char.IsAsciiLetter)))
        {
            fields.Add(Name, "Must be three letters, as in ISO 4217.");
            return null;
        }

        return currency?.ToUpperInvariant();
    }

    private static string? ReadUrl(JsonFields fields)
    {
        const string Name = "url";
        string? url = fields.Text(Name, ProductLimits.AddressLength);
        if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)))
        {
            fields.Add(Name, "Must be an absolute http or https address.");
        }

        return url;
    }
}
