using System.Text.Json;
using System.Text.Json.Nodes;

namespace VisualSearch.QdrantStandIn.Filters;

/// <summary>Reads a <c>match</c>.</summary>
internal static class Matching
{
    public static Func<JsonValue, bool> Parse(JsonElement match, PayloadIndex? index)
    {
        if (match.TryGetProperty("value", out JsonElement value))
        {
            HashSet<string> one = [KeyOf(value)];
            return found => KeyOf(found) is { } key && one.Contains(key);
        }

        if (match.TryGetProperty("any", out JsonElement any))
        {
            HashSet<string> keys = KeysOf(any);
            return found => KeyOf(found) is { } key && keys.Contains(key);
        }

        if (match.TryGetProperty("except", out JsonElement except))
        {
            HashSet<string> keys = KeysOf(except);
            return found => KeyOf(found) is not { } key || !keys.Contains(key);
        }

        if (match.TryGetProperty("text", out JsonElement text))
        {
            return Text(text.GetString()!, index, (words, wanted) => wanted.All(words.Contains));
        }

        if (match.TryGetProperty("text_any", out JsonElement someWords))
        {
            return Text(someWords.GetString()!, index, (words, wanted) => wanted.Any(words.Contains));
        }

        if (match.TryGetProperty("phrase", out JsonElement phrase))
        {
            string wanted = phrase.GetString()!;
            bool possible = index?.Kind != "text" || (bool?)index.Parameters?["phrase_matching"] == true;
            return found => possible && found.GetValueKind() == JsonValueKind.String && found.ToString().Contains(wanted, StringComparison.OrdinalIgnoreCase);
        }

        throw RefusalException.Variant("MatchInterface");
    }

    private static Func<JsonValue, bool> Text(string text, PayloadIndex? index, Func<HashSet<string>, string[], bool> fits)
    {
        if (index?.Kind != "text")
        {
            return found => found.GetValueKind() == JsonValueKind.String && found.ToString().Contains(text, StringComparison.Ordinal);
        }

        string[] wanted = [.. index.Words(text)];
        return found => found.GetValueKind() == JsonValueKind.String && wanted.Length > 0 && fits([.. index.Words(found.ToString())], wanted);
    }

    private static HashSet<string> KeysOf(JsonElement list)
    {
        HashSet<string> keys = [.. list.EnumerateArray().Select(KeyOf)];
        return list.EnumerateArray().Select(value => value.ValueKind).Distinct().Count() <= 1 ? keys : throw RefusalException.Variant("MatchInterface");
    }

    /// <summary>Texts, whole numbers and truths; a fraction cannot be matched.</summary>
    private static string KeyOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "s" + value.GetString(),
        JsonValueKind.Number when value.TryGetInt64(out long number) && !value.GetRawText().Contains('.', StringComparison.Ordinal) => $"n{number}",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw RefusalException.Variant("MatchInterface"),
    };

    private static string? KeyOf(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.String => "s" + value,
        JsonValueKind.Number when PayloadIndex.IsInteger(value) => "n" + value.ToJsonString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
