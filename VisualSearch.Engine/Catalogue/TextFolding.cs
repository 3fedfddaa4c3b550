using System.Globalization;
using System.Text;

namespace VisualSearch.Engine.Catalogue;

/// <summary>
/// Makes texts that people take for the same equal: compatibility forms decomposed, accents dropped (so ё is е and é is e), lower case.
/// Documents and queries go through the same function, so its choices need not be right, only the same.
/// </summary>
internal static class TextFolding
{
    /// <summary>Any text, halves of surrogate pairs included.</summary>
    public static string Fold(string text)
    {
        StringBuilder whole = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            whole.Append(rune.ToString());
        }

        StringBuilder folded = new(whole.Length);
        foreach (Rune rune in whole.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            // Format characters (soft hyphen, joiners) are invisible: they must not part a word in two.
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format))
            {
                folded.Append(Rune.ToLowerInvariant(rune).ToString());
            }
        }

        return folded.ToString();
    }

    /// <summary>The folded runs of letters and digits, in order.</summary>
    public static List<string> Words(string text)
    {
        List<string> words = [];
        StringBuilder word = new();
        foreach (Rune rune in Fold(text).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpacingCombiningMark)
            {
                word.Append(rune.ToString());
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>An article number as it is compared: folded, without the spaces around it.</summary>
    public static string Article(string externalId) => Fold(externalId).Trim();
}
