namespace VisualSearch.Engine.Embedding.Tokenizers;

/// <summary>Cuts a text at the special tokens that it spells, as the reference tokenizers do before they normalise anything.</summary>
internal static class SpecialTokenSplit
{
    /// <summary>The pieces in order: a stretch of plain text, or the id of a special token with an empty text.</summary>
    public static IEnumerable<(string Text, int? Id)> Of(string text, IReadOnlyList<KeyValuePair<string, int>> specials)
    {
        int from = 0;
        while (from < text.Length)
        {
            int at = -1;
            KeyValuePair<string, int> found = default;
            foreach (KeyValuePair<string, int> special in specials)
            {
                int place = text.IndexOf(special.Key, from, StringComparison.Ordinal);
                if (place >= 0 && (at < 0 || place < at))
                {
                    (at, found) = (place, special);
                }
            }

            if (at < 0)
            {
                break;
            }

            if (at > from)
            {
                yield return (text[from..at], null);
            }

            yield return (string.Empty, found.Value);
            from = at + found.Key.Length;
        }

        if (from < text.Length)
        {
            yield return (text[from..], null);
        }
    }
}
