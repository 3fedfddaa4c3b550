using System.Globalization;
using System.Text;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>Encodings by the names that people use for them.</summary>
internal static class TextEncodings
{
    /// <summary>UTF-8 that notices when something is not UTF-8. A byte order mark at the beginning of a file decides before it.</summary>
    public static readonly Encoding Default = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What to try when a file is not UTF-8.</summary>
    public const string Advice = "It is not in UTF-8. Say what it is in, such as --encoding cp1251.";

    /// <param name="name">Such as utf-8, cp1251, windows-1251, koi8-r, utf-16; null for the default.</param>
    /// <exception cref="CommandFailedException">There is no such encoding.</exception>
    public static Encoding Find(string? name)
    {
        if (name is null || name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || name.Equals("utf8", StringComparison.OrdinalIgnoreCase))
        {
            return Default;
        }

        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            return name.StartsWith("cp", StringComparison.OrdinalIgnoreCase) && int.TryParse(name[2..], NumberStyles.None, CultureInfo.InvariantCulture, out int page)
                ? Encoding.GetEncoding(page)
                : Encoding.GetEncoding(name);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            throw new CommandFailedException(ExitCode.WrongUsage, $"There is no encoding {name}. Some that there are: utf-8, cp1251, koi8-r, cp866, utf-16, iso-8859-1.", unknown);
        }
    }
}
