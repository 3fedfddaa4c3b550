using System.Globalization;
using System.Text;

namespace VisualSearch.Engine.Catalogue.Postgres;

/// <summary>
/// A product's words as a <c>tsvector</c> that we write ourselves: the words are those of <see cref="TextFolding"/>, as in SQLite, and not what Postgres's parser would make of them.
/// Stems and forms without accents are added by the function <c>catalogue_words</c>, each behind a sign that no word has.
/// </summary>
/// <param name="Exact">Every word with its places and its weight: A title, B article, C labels, D description.</param>
/// <param name="Words">Every word once a weight.</param>
/// <param name="Weights">Of the word at the same place.</param>
internal sealed record PostgresWords(string Exact, string[] Words, string[] Weights)
{
    /// <summary>What a lexeme may have, in UTF-16 units: 2046 bytes. The rest of such a word is nothing anybody would type.</summary>
    private const int LongestWord = 600;

    /// <summary>Postgres counts places no further; later words share the last.</summary>
    private const int LastPlace = 16383;

    /// <summary>Places that one word may have.</summary>
    private const int MostPlaces = 255;

    /// <summary>Of distinct words, in bytes; with their stems and places they must stay below Postgres's 1,048,575. Only descriptions in many languages can reach it, and they come last.</summary>
    private const int MostBytes = 250_000;

    /// <summary>Between fields, so that the end of one and the beginning of the next are no phrase.</summary>
    private const int Gap = 10;

    public static PostgresWords Of(ProductWords words)
    {
        SortedDictionary<string, List<string>> places = new(StringComparer.Ordinal);
        HashSet<(string Word, string Weight)> seen = [];
        int place = 0;
        int bytes = 0;
        foreach ((string field, string weight) in new[] { (words.Title, "A"), (words.Article, "B"), (words.Labels, "C"), (words.Description, "D") })
        {
            foreach (string word in field.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Cut))
            {
                place = Math.Min(place + 1, LastPlace);
                if (!places.TryGetValue(word, out List<string>? known))
                {
                    bytes += Encoding.UTF8.GetByteCount(word);
                    if (bytes > MostBytes)
                    {
                        break;
                    }

                    places.Add(word, known = []);
                }

                if (known.Count < MostPlaces)
                {
                    known.Add(place.ToString(CultureInfo.InvariantCulture) + weight);
                }

                seen.Add((word, weight));
            }

            place = Math.Min(place + Gap, LastPlace);
        }

        StringBuilder exact = new();
        foreach ((string word, List<string> known) in places)
        {
            exact.Append(Quote(word)).Append(':').AppendJoin(',', known).Append(' ');
        }

        return new PostgresWords(exact.ToString(), [.. seen.Select(s => s.Word)], [.. seen.Select(s => s.Weight)]);
    }

    /// <summary>As much of the word as is kept.</summary>
    public static string Cut(string word) => word.Length <= LongestWord ? word : word[..(char.IsHighSurrogate(word[LongestWord - 1]) ? LongestWord - 1 : LongestWord)];

    /// <summary>A <c>tsquery</c> for all of the words.</summary>
    /// <param name="weights">Fields to look in.</param>
    /// <param name="unfinished">Which words are beginnings: all, or the last.</param>
    /// <param name="between"><c>&amp;</c>, or <c>&lt;-&gt;</c> for words side by side.</param>
    public static string Query(IReadOnlyList<string> words, string weights, bool unfinished, string between) =>
        string.Join($" {between} ", words.Select((word, i) => $"{Quote(Cut(word))}:{(unfinished || i == words.Count - 1 ? "*" : "")}{weights}"));

    /// <summary>Words hold letters and digits only; the doubling is for the day they do not.</summary>
    private static string Quote(string word) => "'" + word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal) + "'";
}
