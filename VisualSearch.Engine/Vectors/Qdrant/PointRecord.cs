using System.Text.Json;

namespace VisualSearch.Engine.Vectors.Qdrant;

/// <summary>What is read of a point in an answer; members that were not asked for are 0.</summary>
internal readonly record struct PointRecord(Guid Id, ProductId Product, PictureId Picture, long Version, float Score)
{
    /// <summary>Adds the points of a scroll's or a query's answer to a list.</summary>
    /// <returns>Where the next page begins; null at the end, and for a query.</returns>
    /// <exception cref="JsonException">It is no such answer.</exception>
    public static Guid? ReadAll(ReadOnlySpan<byte> body, List<PointRecord> records)
    {
        Utf8JsonReader json = new(body);
        Guid? next = null;
        bool found = false;
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (json.ValueTextEquals("points"u8))
            {
                found = true;
                Next(ref json, JsonTokenType.StartArray);
                while (json.Read() && json.TokenType == JsonTokenType.StartObject)
                {
                    records.Add(Read(ref json));
                }
            }
            else if (json.ValueTextEquals("next_page_offset"u8))
            {
                json.Read();
                next = json.TokenType == JsonTokenType.Null ? null : json.GetGuid();
            }
        }

        return found ? next : throw new JsonException("The answer has no points");
    }

    private static PointRecord Read(ref Utf8JsonReader json)
    {
        PointRecord record = default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("id"u8))
            {
                Next(ref json, JsonTokenType.String);
                record = record with { Id = json.GetGuid() };
            }
            else if (json.ValueTextEquals("score"u8))
            {
                Next(ref json, JsonTokenType.Number);
                record = record with { Score = json.GetSingle() };
            }
            else if (json.ValueTextEquals("payload"u8))
            {
                Next(ref json, JsonTokenType.StartObject);
                record = ReadPayload(ref json, record);
            }
            else
            {
                // The server's own "version" of a point among them, which counts its operations.
                json.Skip();
            }
        }

        return record;
    }

    private static PointRecord ReadPayload(ref Utf8JsonReader json, PointRecord record)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("product_id"u8))
            {
                Next(ref json, JsonTokenType.Number);
                record = record with { Product = new ProductId(json.GetInt64()) };
            }
            else if (json.ValueTextEquals("picture_id"u8))
            {
                Next(ref json, JsonTokenType.Number);
                record = record with { Picture = new PictureId(json.GetInt64()) };
            }
            else if (json.ValueTextEquals("version"u8))
            {
                Next(ref json, JsonTokenType.Number);
                record = record with { Version = json.GetInt64() };
            }
            else
            {
                json.Skip();
            }
        }

        return record;
    }

    private static void Next(ref Utf8JsonReader json, JsonTokenType expected)
    {
        if (!json.Read() || json.TokenType != expected)
        {
            throw new JsonException($"The answer has {json.TokenType} where {expected} belongs");
        }
    }
}
