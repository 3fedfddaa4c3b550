using System.Text.Json;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>The cells of one row by field, and what was found wrong with them so far.</summary>
internal sealed class RowFields(SourceRow row, ColumnLayout layout)
{
    private readonly HashSet<Field> _failed = [];

    public List<string> Errors { get; } = [];

    public SourceRow Row => row;

    public ColumnLayout Layout => layout;

    /// <summary>The cell; null when there is no such column or nothing in it.</summary>
    public Cell? Find(Field field, string? language = null)
    {
        int column = layout.ColumnOf(new Destination(field, language));
        return column < 0 || column >= row.Cells.Count || row.Cells[column].IsEmpty ? null : row.Cells[column];
    }

    /// <summary>All cells of the field that have something in them, in the file's order.</summary>
    public IEnumerable<Cell> All(Field field) => layout.Places
        .Where(place => place.Value == new Destination(field) && place.Key < row.Cells.Count && !row.Cells[place.Key].IsEmpty)
        .OrderBy(place => place.Key)
        .Select(place => row.Cells[place.Key]);

    /// <summary>Null when there is nothing or it was refused. Blanks around a text are chance in a table, and meant in JSON.</summary>
    public string? Text(Field field, int maxLength, bool multiline = false, string? language = null)
    {
        if (Find(field, language) is not { } cell)
        {
            return null;
        }

        string? text = Checked(new Destination(field, language).ToString(), cell.Json.ValueKind == JsonValueKind.Undefined ? cell.Text?.Trim() : cell.Text, maxLength, multiline);
        if (text is null)
        {
            _failed.Add(field);
        }

        return text;
    }

    /// <summary>The text if it can be stored; else null, with the error noted.</summary>
    public string? Checked(string name, string? text, int maxLength, bool multiline)
    {
        if (text is null)
        {
            return Refuse<string?>($"{name} is not a text.");
        }

        if (text.Length > maxLength)
        {
            return Refuse<string?>($"{name} has {text.Length} characters: at most {maxLength}.");
        }

        return text.Any(character => char.IsControl(character) && !(multiline && character is '\n' or '\r' or '\t'))
            ? Refuse<string?>($"{name} contains control characters.")
            : text;
    }

    public bool Failed(Field field) => _failed.Contains(field);

    public T? Refuse<T>(string reason)
    {
        Errors.Add(reason);
        return default;
    }
}
