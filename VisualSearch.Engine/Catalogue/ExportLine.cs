using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace VisualSearch.Engine.Catalogue;

/// <summary>
/// A product as one line of JSON: the members of the API's product, in snake_case, nulls written. With vectors each picture has <c>embedding</c> (base64 of little-endian
/// float16, null where there is none), and the product <c>embedding_model</c> and <c>embedding_fingerprint</c>.
/// </summary>
public static class ExportLine
{
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the line with its end.</summary>
    /// <param name="shownAs">Where a picture can be had, and whether it is one that we keep.</param>
    public static void Write(IBufferWriter<byte> output, ExportedProduct exported, Func<ProductPicture, (string Address, bool Kept)> shownAs)
    {
        using (Utf8JsonWriter json = new(output, Form))
        {
            Product product = exported.Product;
            json.WriteStartObject();
            json.WriteString("product_id", product.Id.ToString());
            Write(json, product.Details);
            json.WriteStartArray("images");
            foreach (ProductPicture picture in product.Pictures)
            {
                Write(json, picture, shownAs(picture), exported.Vectors);
            }

            json.WriteEndArray();
            json.WriteString("index_state", Spoken(product.IndexState));
            json.WriteNumber("version", product.Version);
            json.WriteString("created_at", product.CreatedAt.UtcDateTime);
            json.WriteString("updated_at", product.UpdatedAt.UtcDateTime);
            if (exported.Vectors is { } vectors)
            {
                json.WriteString("embedding_model", vectors.Model);
                json.WriteString("embedding_fingerprint", vectors.Fingerprint);
            }

            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter json, ProductDetails details)
    {
        json.WriteString("external_id", details.ExternalId);
        json.WriteString("title", details.Title);
        json.WriteString("description", details.Description);
        json.WriteString("category", details.Category);
        json.WriteString("brand", details.Brand);
        if (details.PriceMinor is { } price)
        {
            json.WriteNumber("price", price / 100m);
        }
        else
        {
            json.WriteNull("price");
        }

        json.WriteString("currency", details.Currency);
        if (details.InStock is { } inStock)
        {
            json.WriteBoolean("in_stock", inStock);
        }
        else
        {
            json.WriteNull("in_stock");
        }

        json.WriteString("url", details.Url);
        json.WriteStartObject("attributes");
        foreach ((string name, JsonElement value) in details.Attributes)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }

        json.WriteEndObject();
        json.WriteStartObject("translations");
        foreach ((string language, Translation texts) in details.Translations)
        {
            json.WriteStartObject(language);
            json.WriteString("title", texts.Title);
            json.WriteString("description", texts.Description);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ProductPicture picture, (string Address, bool Kept) shown, ExportedVectors? vectors)
    {
        json.WriteStartObject();
        json.WriteString("image_id", picture.Id.ToString());
        json.WriteString("url", shown.Address);
        json.WriteNumber("position", picture.Position);
        json.WriteString("state", Spoken(picture.State));
        json.WriteString("error", picture.Error);
        json.WriteBoolean("kept", shown.Kept);
        if (vectors is not null && vectors.OfPictures.TryGetValue(picture.Id, out Half[]? vector))
        {
            json.WriteBase64String("embedding", EmbeddingStorage.ToBytes(vector));
        }
        else if (vectors is not null)
        {
            json.WriteNull("embedding");
        }

        json.WriteEndObject();
    }

    private static string Spoken(Enum state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}
