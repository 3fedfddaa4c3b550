namespace VisualSearch.Engine.Catalogue.Postgres;

/// <summary>How many slips of the hand are between two words: a letter too many, too few or wrong, or two neighbours exchanged.</summary>
internal static class WordDistance
{
    /// <summary>Slips that a word of that many letters may hold and still be meant for another.</summary>
    public static int Allowed(int length) => length < 6 ? 1 : 2;

    public static int Of(string one, string other)
    {
        int[] before = new int[other.Length + 1];
        int[] last = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int[] next = new int[other.Length + 1];
            next[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                next[j] = Math.Min(Math.Min(last[j], next[j - 1]) + 1, last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    next[j] = Math.Min(next[j], before[j - 2] + 1);
                }
            }

            (before, last) = (last, next);
        }

        return last[other.Length];
    }
}
