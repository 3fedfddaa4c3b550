using System.Text.Json;

namespace VisualSearch.Engine.Intake;

/// <summary>
/// Reads a product from JSON and gathers everything that is wrong with it, field by field. Members that are not known are ignored, so that what was read
/// from this API may be sent back; null and an empty optional text are the same as an absent member.
/// </summary>
public static class ProductBody
{
    private const string Images = "images";

    /// <summary>The same list as events of the marketplace name it: who sends both would otherwise lose its pictures here without a word.</summary>
    private const string OfEvents = "image_urls";

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
        ProductInput input = new(ProductFields.ReadDetails(fields) with { ExternalId = ReadExternalId(fields, externalId, errors) }, ReadPictures(fields, errors));
        return errors.Any ? null : input;
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

    private static List<string>? ReadPictures(JsonFields fields, FieldErrors errors)
    {
        string? single = fields.Text("image_url", int.MaxValue);
        bool events = fields.Find(OfEvents) is not null;
        if (fields.Find(Images) is null && !events)
        {
            return single is null ? null : PictureReferences.Read([("image_url", single)], errors);
        }

        if (single is not null)
        {
            errors.Add("image_url", $"Give either {(events ? OfEvents : Images)} or image_url.");
        }

        if (events && fields.Find(Images) is not null)
        {
            errors.Add(OfEvents, $"Give either {Images} or {OfEvents}.");
        }

        return PictureReferences.ReadList(fields, events ? OfEvents : Images, objects: true);
    }
}
