using System.Text.Json;

namespace VisualSearch.Api.Products;

/// <summary>JSON can hold strings that are no text: lone surrogates as escapes, broken UTF-8. Found once, at the boundary, nobody behind it trips over them.</summary>
internal static class WholeText
{
    /// <summary>Whether every string and every member name in the value is whole Unicode.</summary>
    public static bool Holds(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => CanRead(value, static element => element.GetString()),
        JsonValueKind.Array => value.EnumerateArray().All(Holds),
        JsonValueKind.Object => value.EnumerateObject().All(static member => CanRead(member, static property => property.Name) && Holds(member.Value)),
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
