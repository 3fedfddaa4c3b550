using System.Text.Json;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>JSON inside a row.</summary>
internal static class RowJson
{
    /// <summary>The object that the cell is, or has as text; null when it is none.</summary>
    public static JsonElement? ObjectIn(Cell cell)
    {
        if (cell.Json.ValueKind == JsonValueKind.Object)
        {
            return cell.Json;
        }

        try
        {
            JsonElement read = JsonSerializer.Deserialize<JsonElement>(cell.Text ?? "null");
            return read.ValueKind == JsonValueKind.Object ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
