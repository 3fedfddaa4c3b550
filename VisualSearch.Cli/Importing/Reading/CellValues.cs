using System.Globalization;
using System.Text.RegularExpressions;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>Reads numbers and yes or no as people write them. What could mean two things is refused, not guessed.</summary>
internal static partial class CellValues
{
    /// <summary>Reads 1290.5, 1290,50, "1 290,50" and 1,290.50; not 1,290 or 1.290, which is one and a bit or a thousand and more.</summary>
    public static bool TryReadPrice(string text, out decimal price)
    {
        string digits = Spaces().Replace(text, string.Empty);
        if (ThousandsOrDecimals().IsMatch(digits))
        {
            price = 0;
            return false;
        }

        if (Grouped(digits, ',', '.') || Grouped(digits, '.', ','))
        {
            char group = digits.First(character => character is ',' or '.');
            digits = digits.Replace(group.ToString(), string.Empty, StringComparison.Ordinal);
        }

        digits = CommaDecimals().IsMatch(digits) ? digits.Replace(',', '.') : digits;
        return decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out price);
    }

    /// <summary>Reads a number of JSON, which can be read in one way only.</summary>
    public static bool TryReadNumber(string text, out decimal number) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    /// <summary>Reads yes and no in English, Russian and Kyrgyz, 1 and 0, true and false, and a number of pieces.</summary>
    public static bool TryReadFlag(string text, out bool flag)
    {
        switch (text.Trim().ToLowerInvariant())
        {
            case "yes" or "y" or "true" or "in stock" or "in_stock" or "instock" or "available" or "да" or "есть" or "в наличии" or "ооба" or "бар":
                flag = true;
                return true;
            case "no" or "n" or "false" or "out of stock" or "out_of_stock" or "outofstock" or "unavailable" or "нет" or "нет в наличии" or "жок":
                flag = false;
                return true;
            case var number when decimal.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal pieces):
                flag = pieces > 0;
                return true;
            default:
                flag = false;
                return false;
        }
    }

    /// <summary>Both signs are there, so the first groups thousands and the second begins the decimals.</summary>
    private static bool Grouped(string digits, char group, char point) =>
        Regex.IsMatch(digits, $@"^-?\d{{1,3}}(\{group}\d{{3}})+\{point}\d+$", RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"[\s\u00A0\u202F']")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^-?\d{1,3}[.,]\d{3}$")]
    private static partial Regex ThousandsOrDecimals();

    [GeneratedRegex(@"^-?\d+,\d{1,2}$")]
    private static partial Regex CommaDecimals();
}
