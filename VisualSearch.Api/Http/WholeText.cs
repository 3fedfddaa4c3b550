using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace VisualSearch.Api.Http;

/// <summary>JSON can hold strings that are no text: lone surrogates as escapes, broken UTF-8. Found once, at the boundary, nobody behind it trips over them.</summary>
internal static class WholeText
{
    /// <summary>Whether every string and every member name in the value is whole Unicode.</summary>
    public static bool Holds(JsonElement value)
    {
        // Only an escape that begins like a surrogate makes it worth reading each string: a picture in base64 has megabytes, and none.
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(value);
        return Utf8.IsValid(raw) && ((raw.IndexOf(@"\ud"u8) < 0 && raw.IndexOf(@"\uD"u8) < 0) || CanReadAll(value));
    }

    private static bool CanReadAll(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => CanRead(value, static element => element.GetString()),
        JsonValueKind.Array => value.EnumerateArray().All(CanReadAll),
        JsonValueKind.Object => value.EnumerateObject().All(static member => CanRead(member, static property => property.Name) && CanReadAll(member.Value)),
        _ => true,
    };

    private static bool CanRead<T>(T part, Func<T, string?> read)
    {
        try
        {
            read(part);
            return true;
        }
        catch (InvalidOperationException)
        {
            // The platform's way to say that the text cannot be transcoded.
            return false;
        }
    }
}
