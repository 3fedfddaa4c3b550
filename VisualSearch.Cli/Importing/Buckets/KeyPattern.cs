using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace VisualSearch.Cli.Importing.Buckets;

/// <summary>
/// How keys name products: <c>{external_id}/{n}.{ext}</c>. <c>{external_id}</c> is any text without a slash, <c>{n}</c> a number that orders the pictures of a product,
/// <c>{ext}</c> a picture's ending, <c>*</c> any text without a slash and <c>**</c> any text; all else stands for itself.
/// </summary>
internal sealed partial class KeyPattern
{
    public const string Default = "{external_id}/{n}.{ext}";

    /// <summary>A key is at most 1,024 bytes, so this is never met but by a pattern made to be slow.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly Regex _regex;

    private KeyPattern(Regex regex) => _regex = regex;

    /// <exception cref="CommandFailedException">It has a placeholder that is not known, or no <c>{external_id}</c>.</exception>
    public static KeyPattern Parse(string text)
    {
        StringBuilder regex = new("^");
        HashSet<string> seen = [];
        foreach (Match part in Parts().Matches(text))
        {
            regex.Append(part.Value switch
            {
                "**" => ".*",
                "*" => "[^/]*",
                "{external_id}" => seen.Add(part.Value) ? "(?<id>[^/]+?)" : @"\k<id>",
                "{n}" => seen.Add(part.Value) ? "(?<n>[0-9]{1,9})" : @"\k<n>",
                "{ext}" => "(?i:jpe?g|png|webp)",
                ['{', ..] => throw new CommandFailedException(ExitCode.WrongUsage, $"--pattern knows {{external_id}}, {{n}}, {{ext}}, * and **, not {part.Value}."),
                _ => Regex.Escape(part.Value),
            });
        }

        return seen.Contains("{external_id}")
            ? new KeyPattern(new Regex(regex.Append(@"\z").ToString(), RegexOptions.CultureInvariant, Longest))
            : throw new CommandFailedException(ExitCode.WrongUsage, "--pattern needs {external_id}, by which a key names its product.");
    }

    /// <returns>The product and the picture's place among its pictures; null for a key that does not fit.</returns>
    public (string ExternalId, long Place)? Find(string key)
    {
        Match match = _regex.Match(key);
        if (!match.Success)
        {
            return null;
        }

        Group number = match.Groups["n"];
        return (match.Groups["id"].Value, number.Success ? long.Parse(number.ValueSpan, CultureInfo.InvariantCulture) : 0);
    }

    [GeneratedRegex(@"\*\*|\*|\{[^}]*\}|[^*{]+|\{")]
    private static partial Regex Parts();
}
