using System.Globalization;
using System.Text.RegularExpressions;

namespace VisualSearch.Engine.Intake;

/// <summary>Times as RFC 3339 writes them: always with an offset, so that no time zone of ours is read into them.</summary>
public static partial class Rfc3339
{
    /// <summary>What is finer than 100 ns is cut off; a leap second is the last second of its minute.</summary>
    public static bool TryRead(string text, out DateTimeOffset time)
    {
        time = default;
        Match match = Form().Match(text);
        if (!match.Success)
        {
            return false;
        }

        string fraction = match.Groups["fraction"].Value;
        string second = match.Groups["second"].Value == "60" ? "59" : match.Groups["second"].Value;
        string whole = $"{match.Groups["date"].Value}T{match.Groups["minute"].Value}:{second}.{fraction[..Math.Min(7, fraction.Length)].PadRight(7, '0')}{match.Groups["offset"].Value.ToUpperInvariant()}";
        return DateTimeOffset.TryParseExact(whole, "yyyy-MM-ddTHH:mm:ss.fffffffK", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);
    }

    [GeneratedRegex(@"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?<minute>[0-9]{2}:[0-9]{2}):(?<second>[0-9]{2})(\.(?<fraction>[0-9]{1,20}))?(?<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
