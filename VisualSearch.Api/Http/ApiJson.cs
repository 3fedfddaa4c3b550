using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VisualSearch.Api.Http;

/// <summary>The JSON of this API: snake_case, nulls written, Cyrillic as itself, enums as snake_case words, times as RFC 3339 in UTC.</summary>
internal static class ApiJson
{
    /// <summary>For what is written or read outside of a handler's signature. Read-only.</summary>
    public static JsonSerializerOptions Options { get; } = Build();

    /// <summary>Sets what differs from the platform's web defaults.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.Never;
        // Answers are application/json with nosniff and never pasted into a page, so only what JSON itself demands is escaped.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new UtcTimeConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }

    /// <summary>The snake_case form of a member path such as <c>Images[0].PriceMin</c>.</summary>
    public static string FieldName(string path) => string.Join('.', path.Split('.').Select(segment =>
    {
        int bracket = segment.IndexOf('[', StringComparison.Ordinal);
        return bracket < 0
            ? JsonNamingPolicy.SnakeCaseLower.ConvertName(segment)
            : string.Concat(JsonNamingPolicy.SnakeCaseLower.ConvertName(segment[..bracket]), segment.AsSpan(bracket));
    }));

    private static JsonSerializerOptions Build()
    {
        JsonSerializerOptions options = new(JsonSerializerDefaults.Web);
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
