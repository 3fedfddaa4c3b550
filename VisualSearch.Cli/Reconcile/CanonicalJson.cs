using System.Globalization;
using System.Text.Json;

namespace VisualSearch.Cli.Reconcile;

/// <summary>One spelling for all spellings of a JSON value: without spaces, escapes, an order of members and trailing zeros.</summary>
internal static class CanonicalJson
{
    /// <returns>Equal texts for equal values.</returns>
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"{Quoted(member.Name)}:{Of(member.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Of))}]",
        JsonValueKind.String => Quoted(value.GetString()!),
        // 29 digits are all that a decimal has; without its trailing zeros. What is beyond it stays as it is written.
        JsonValueKind.Number when value.TryGetDecimal(out decimal number) => number.ToString("G29", CultureInfo.InvariantCulture),
        _ => value.GetRawText(),
    };

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
