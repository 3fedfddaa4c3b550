using System.Text.Json;
using System.Text.Json.Serialization;

namespace VisualSearch.Api.Http;

/// <summary>RFC 3339 in UTC with <c>Z</c>. On reading, any offset is converted; a time without one is taken as UTC, not as the machine's zone.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetDateTime(out DateTime time))
        {
            throw new JsonException("A time is written as 2026-11-22T10:00:00Z.");
        }

        return new DateTimeOffset(time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time.ToUniversalTime());
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime);
}
