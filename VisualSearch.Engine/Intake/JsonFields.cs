using System.Text.Json;

namespace VisualSearch.Engine.Intake;

/// <summary>The members of one JSON object, read with a message for each that is not what it should be.</summary>
/// <param name="Prefix">Put before a member's name in messages: <c>translations.ru.</c>.</param>
public readonly record struct JsonFields(JsonElement Element, FieldErrors Errors, string Prefix = "")
{
    /// <summary>The member; null when it is absent or null.</summary>
    public JsonElement? Find(string name) =>
        Element.TryGetProperty(name, out JsonElement element) && element.ValueKind != JsonValueKind.Null ? element : null;

    /// <summary>Says what is wrong with a member.</summary>
    public void Add(string name, string message) => Errors.Add(Prefix + name, message);

    /// <summary>Null when absent, null, empty or wrong.</summary>
    /// <param name="maxLength">UTF-16 units.</param>
    /// <param name="multiline">Line breaks and tabs are allowed; other control characters never are.</param>
    public string? Text(string name, int maxLength, bool multiline = false)
    {
        if (Find(name) is not { } element)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.String)
        {
            Add(name, "Must be a string.");
            return null;
        }

        string text = element.GetString()!;
        if (text.Length > maxLength)
        {
            Add(name, $"At most {maxLength} characters.");
            return null;
        }

        if (HasControls(text, multiline))
        {
            Add(name, "Must not contain control characters.");
            return null;
        }

        return text.Length == 0 ? null : text;
    }

    /// <summary>Null when absent or wrong, which includes blank.</summary>
    public string? RequiredText(string name, int maxLength)
    {
        if (Find(name) is not { } element || (element.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(element.GetString())))
        {
            Add(name, "Is required.");
            return null;
        }

        return Text(name, maxLength);
    }

    public bool? Flag(string name)
    {
        switch (Find(name)?.ValueKind)
        {
            case null:
                return null;
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                Add(name, "Must be true or false.");
                return null;
        }
    }

    public static bool HasControls(string text, bool multiline) =>
        text.Any(character => char.IsControl(character) && !(multiline && character is '\n' or '\r' or '\t'));
}
