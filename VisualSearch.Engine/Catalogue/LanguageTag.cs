using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace VisualSearch.Engine.Catalogue;

/// <summary>A BCP 47 tag of language, script and region (<c>ru</c>, <c>kk-Latn</c>, <c>en-GB</c>); variants and extensions say nothing about a product's texts.</summary>
public static partial class LanguageTag
{
    /// <summary>Reads a tag in any letter case and gives its usual form: language in small letters, script with a capital, region in capitals.</summary>
    public static bool TryNormalize(string text, [NotNullWhen(true)] out string? tag)
    {
        tag = null;
        if (!Form().IsMatch(text))
        {
            return false;
        }

        tag = string.Join('-', text.Split('-').Select((part, index) => (index, part.Length) switch
        {
            (0, _) => part.ToLowerInvariant(),
            (_, 4) => char.ToUpperInvariant(part[0]) + part[1..].ToLowerInvariant(),
            _ => part.ToUpperInvariant(),
        }));
        return true;
    }

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
