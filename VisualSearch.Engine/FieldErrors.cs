namespace VisualSearch.Engine;

/// <summary>Collects every error of a request, so that a client learns of all of them at once. Not thread-safe; one per request.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> _messages = new(StringComparer.Ordinal);

    public bool Any => _messages.Count > 0;

    /// <param name="field">As the client wrote it: <c>price</c>, <c>images[2]</c>, <c>translations.ru.title</c>; empty for the body as a whole.</param>
    /// <param name="message">What would be valid, in a sentence.</param>
    public FieldErrors Add(string field, string message)
    {
        if (!_messages.TryGetValue(field, out List<string>? messages))
        {
            _messages[field] = messages = [];
        }

        messages.Add(message);
        return this;
    }

    /// <summary>Adds the error when <paramref name="valid"/> is false.</summary>
    public FieldErrors Check(bool valid, string field, string message) => valid ? this : Add(field, message);

    /// <summary>The form that problems take, in the order of adding.</summary>
    public IReadOnlyDictionary<string, string[]> ToDictionary() =>
        _messages.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray(), StringComparer.Ordinal);
}
