using System.Text;
using System.Text.Unicode;

namespace VisualSearch.Api.Http;

/// <summary>Refuses a query string whose escapes are not UTF-8. The platform reads such bytes as replacement characters, and a search for these finds nothing, which looks like an answer.</summary>
internal sealed class QueryText(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) => IsText(context.Request.QueryString.Value)
        ? next(context)
        : Problems.WriteAsync(context, ProblemCodes.MalformedRequest, "The query string is not valid UTF-8.");

    internal static bool IsText(string? query)
    {
        if (query is null || !query.Contains('%', StringComparison.Ordinal))
        {
            return true;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(query);
        int length = 0;
        for (int at = 0; at < bytes.Length; length++)
        {
            if (bytes[at] == '%' && at + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[at + 1]) && char.IsAsciiHexDigit((char)bytes[at + 2]))
            {
                bytes[length] = (byte)((Digit(bytes[at + 1]) << 4) | Digit(bytes[at + 2]));
                at += 3;
            }
            else
            {
                bytes[length] = bytes[at++];
            }
        }

        return Utf8.IsValid(bytes.AsSpan(0, length));
    }

    private static int Digit(byte hex) => hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10;
}
