namespace VisualSearch.Engine.Embedding.Tokenizers;

/// <summary>Turns a query text into the token ids of one text tower. Thread-safe.</summary>
internal abstract class TextTokenizer
{
    /// <summary>The ids, start and end token included.</summary>
    /// <param name="text">Any text; blank texts give start and end alone.</param>
    /// <param name="limit">The most ids; a longer text loses its tail and keeps the end token.</param>
    public abstract long[] Encode(string text, int limit);

    /// <summary>Start, as many of the inner ids as fit, end.</summary>
    private protected static long[] Frame(List<int> inner, int start, int end, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 2);
        int kept = Math.Min(inner.Count, limit - 2);
        long[] ids = new long[kept + 2];
        ids[0] = start;
        for (int i = 0; i < kept; i++)
        {
            ids[i + 1] = inner[i];
        }

        ids[^1] = end;
        return ids;
    }
}
