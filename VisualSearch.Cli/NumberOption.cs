using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace VisualSearch.Cli;

/// <summary>Options that take a number between bounds, written the same in every country (<c>0.5</c>). Anything else is wrong usage, told in the same words everywhere.</summary>
internal static class NumberOption
{
    /// <returns>The option itself.</returns>
    public static Option<T> Between<T>(Option<T> option, T least, T most)
        where T : struct, INumber<T>
    {
        option.CustomParser = result => Parse(option, result, least, most).GetValueOrDefault();
        return option;
    }

    /// <inheritdoc cref="Between"/>
    public static Option<T?> BetweenOrAbsent<T>(Option<T?> option, T least, T most)
        where T : struct, INumber<T>
    {
        option.CustomParser = result => Parse(option, result, least, most);
        return option;
    }

    private static T? Parse<T>(Option option, ArgumentResult result, T least, T most)
        where T : struct, INumber<T>
    {
        bool whole = T.IsInteger(T.One / (T.One + T.One));
        NumberStyles styles = whole ? NumberStyles.AllowLeadingSign : NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (result.Tokens is [{ Value: var text }] && T.TryParse(text, styles, CultureInfo.InvariantCulture, out T value) && value >= least && value <= most)
        {
            return value;
        }

        string bounds = string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
        result.AddError($"{option.Name} takes a {(whole ? "whole " : "")}number from {bounds}, not {string.Join(' ', result.Tokens.Select(token => token.Value))}.");
        return null;
    }
}
