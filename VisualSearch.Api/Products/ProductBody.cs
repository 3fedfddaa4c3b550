using System.Text.Json;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;

namespace VisualSearch.Api.Products;

/// <summary>
/// Reads a product from JSON and gathers everything that is wrong with it, field by field. Members that are not known are ignored, so that what was read
/// from this API may be sent back; null and an empty optional text are the same as an absent member.
/// </summary>
internal static class ProductBody
{
    /// <param name="externalId">The external id that the address names, which the body may repeat but not contradict; null when it names none.</param>
    /// <returns>Null when <paramref name="errors"/> got entries.</returns>
    public static ProductInput? Read(JsonElement body, string? externalId, FieldErrors errors)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            errors.Add("", "The body must be a JSON object.");
            return null;
        }

        JsonFields fields = new(body, errors);
        ProductDetails details = new()
        {
            ExternalId = ReadExternalId(fields, externalId, errors),
            Title = fields.RequiredText("title", ProductLimits.TitleLength) ?? string.Empty,
            Description = fields.Text("description", ProductLimits.DescriptionLength, multiline: true),
            Category = fields.Text("category", ProductLimits.CategoryLength),
            Brand = fields.Text("brand", ProductLimits.BrandLength),
            PriceMinor = ReadPrice(fields, errors),
            Currency = ReadCurrency(fields, errors),
            InStock = fields.Flag("in_stock"),
            Url = ReadUrl(fields, errors),
            Attributes = AttributesBody.Read(fields, errors),
            Translations = TranslationsBody.Read(fields, errors),
        };
        IReadOnlyList<string>? pictures = ReadPictures(fields, errors);
        return errors.Any ? null : new ProductInput(details, pictures);
    }

    private static string? ReadExternalId(JsonFields fields, string? expected, FieldErrors errors)
    {
        string? given = fields.Text("external_id", ProductKey.MaxExternalIdLength);
        if (given is not null && string.IsNullOrWhiteSpace(given))
        {
            errors.Add("external_id", "Must not be blank.");
        }

        if (expected is null)
        {
            return given;
        }

        // A product that is addressed by its external id would vanish from that very address; renaming goes through product_id.
        if (given is not null && !string.Equals(given, expected, StringComparison.Ordinal))
        {
            errors.Add("external_id", "Must be the one in the address, or absent; use product_id in the address to change it.");
        }

        if (string.IsNullOrWhiteSpace(expected) || JsonFields.HasControls(expected, multiline: false))
        {
            errors.Add("external_id", "Must not be blank or contain control characters.");
        }

        return expected;
    }

    private static long? ReadPrice(JsonFields fields, FieldErrors errors)
    {
        if (fields.Find("price") is not { } element)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.Number)
        {
            errors.Add("price", "Must be a number.");
            return null;
        }

        if (!element.TryGetDecimal(out decimal price) || price is < 0 or > ProductLimits.Price)
        {
            errors.Add("price", "Must be between 0 and 999999999999.99.");
            return null;
        }

        decimal minor = price * 100;
        if (minor != decimal.Truncate(minor))
        {
            errors.Add("price", "Must have at most two decimals.");
            return null;
        }

        return (long)minor;
    }

    private static string? ReadCurrency(JsonFields fields, FieldErrors errors)
    {
        string? currency = fields.Text("currency", int.MaxValue);
        if (currency is not null && (currency.Length != 3 || !currency.All(char.IsAsciiLetter)))
        {
            errors.Add("currency", "Must be three letters, as in ISO 4217.");
            return null;
        }

        return currency?.ToUpperInvariant();
    }

    private static string? ReadUrl(JsonFields fields, FieldErrors errors)
    {
        string? url = fields.Text("url", ProductLimits.AddressLength);
        if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)))
        {
            errors.Add("url", "Must be an absolute http or https address.");
        }

        return url;
    }

    private static List<string>? ReadPictures(JsonFields fields, FieldErrors errors)
    {
        string? single = fields.Text("image_url", int.MaxValue);
        if (fields.Find("images") is not { } list)
        {
            return single is null ? null : ReadReferences([("image_url", single)], errors);
        }

        if (single is not null)
        {
            errors.Add("image_url", "Give either images or image_url.");
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            errors.Add("images", "Must be a list of addresses.");
            return null;
        }

        if (list.GetArrayLength() > ProductLimits.Pictures)
        {
            errors.Add("images", $"At most {ProductLimits.Pictures} pictures.");
            return null;
        }

        List<(string Field, string Text)> given = [];
        foreach ((int index, JsonElement element) in list.EnumerateArray().Index())
        {
            // A picture as an answer of ours shows it is named by its address.
            JsonElement named = element.ValueKind == JsonValueKind.Object && element.TryGetProperty("url", out JsonElement url) ? url : element;
            if (named.ValueKind == JsonValueKind.String)
            {
                given.Add(($"images[{index}]", named.GetString()!));
            }
            else
            {
                errors.Add($"images[{index}]", "Must be an address, as a string, or an object whose url is one.");
            }
        }

        return ReadReferences(given, errors);
    }

    /// <summary>The same picture twice is one picture: shops repeat the main one in the gallery.</summary>
    private static List<string> ReadReferences(IReadOnlyList<(string Field, string Text)> given, FieldErrors errors)
    {
        List<string> references = [];
        foreach ((string field, string text) in given)
        {
            // `kept:` names pictures of our own store; taken from a client it would show it pictures of others.
            if (text.Length > ProductLimits.AddressLength)
            {
                errors.Add(field, $"At most {ProductLimits.AddressLength} characters.");
            }
            else if (ImageReference.TryParse(text, out ImageReference? reference) && reference is ImageReference.Web or ImageReference.S3)
            {
                if (!references.Contains(reference.ToString(), StringComparer.Ordinal))
                {
                    references.Add(reference.ToString());
                }
            }
            else
            {
                errors.Add(field, "Must be an absolute http or https address, or s3://bucket/key.");
            }
        }

        return references;
    }
}
