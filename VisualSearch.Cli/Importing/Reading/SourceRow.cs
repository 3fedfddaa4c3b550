using System.Text.Json;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>A product as its file has it, before anything is understood.</summary>
/// <param name="Number">The first is 1.</param>
/// <param name="Line">Where it begins in the file, the first line being 1; in a JSON list and in a folder the same as the number.</param>
/// <param name="Columns">Names, in the file's order.</param>
/// <param name="Cells">One for each column.</param>
/// <param name="Fault">Why it cannot be read at all; the cells mean nothing then.</param>
internal sealed record SourceRow(long Number, long Line, IReadOnlyList<string> Columns, IReadOnlyList<Cell> Cells, string? Fault = null)
{
    public static SourceRow Unreadable(long number, long line, string fault) => new(number, line, [], [], fault);
}

/// <summary>One value of a row.</summary>
/// <param name="Text">The value as text; null for none, and for a JSON list or object.</param>
/// <param name="Json">Undefined where the file has text only.</param>
internal readonly record struct Cell(string? Text, JsonElement Json = default)
{
    public bool IsEmpty => string.IsNullOrWhiteSpace(Text) && Json.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object);

    public static Cell Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => new Cell(value.GetString(), value),
        JsonValueKind.Number => new Cell(value.GetRawText(), value),
        JsonValueKind.True => new Cell("true", value),
        JsonValueKind.False => new Cell("false", value),
        JsonValueKind.Array or JsonValueKind.Object => new Cell(null, value),
        _ => default,
    };
}
