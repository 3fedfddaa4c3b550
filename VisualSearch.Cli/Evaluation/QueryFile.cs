using System.Text.Json;
using CsvHelper;

namespace VisualSearch.Cli.Evaluation;

/// <summary>Reads queries from CSV (separated by tabs when the name ends in <c>.tsv</c>), or from JSON Lines when the name ends in <c>.jsonl</c>, <c>.ndjson</c> or <c>.json</c>.</summary>
internal static class QueryFile
{
    private const char Between = ';';

    /// <exception cref="CommandFailedException">The file cannot be read, or lacks a column.</exception>
    public static QuerySet Read(string path, QueryColumns map)
    {
        try
        {
            return Collect(Path.GetExtension(path).ToUpperInvariant() is ".JSONL" or ".NDJSON" or ".JSON" ? JsonRows(path) : CsvRows(path, map), map);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CsvFormatException)
        {
            throw new CommandFailedException(ExitCode.Failed, $"The queries cannot be read: {failure.Message}", failure);
        }
    }

    private static QuerySet Collect(IEnumerable<Row> rows, QueryColumns map)
    {
        List<LabelledQuery> queries = [];
        List<QueryFault> faults = [];
        int leftOut = 0;
        foreach (Row row in rows)
        {
            string? image = row.One(map[QueryColumns.Image]);
            string? words = row.One(map[QueryColumns.Words]);
            string[] relevant = [.. row.All(map[QueryColumns.Relevant])];
            if (row.Fault is not null)
            {
                faults.Add(new QueryFault(row.Line, row.Fault));
            }
            else if (relevant.Length == 0)
            {
                leftOut++;
            }
            else if (image is null == words is null)
            {
                faults.Add(new QueryFault(row.Line, image is null
                    ? "Has neither a picture nor words."
                    : $"Has a picture and words, and only one of them can be searched for; --map {QueryColumns.Words}= leaves the words alone."));
            }
            else
            {
                queries.Add(new LabelledQuery(row.Line, image, words, relevant, row.One(map[QueryColumns.Group])));
            }
        }

        return new QuerySet(queries, leftOut, faults);
    }

    private static IEnumerable<Row> CsvRows(string path, QueryColumns map)
    {
        using CsvReader csv = CsvReader.FromFile(path, new CsvReaderOptions
        {
            // Not found out from the file: a semicolon stands between ids here.
            Separator = Path.GetExtension(path).Equals(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',',
            TrackLineNumbers = true,
        });
        csv.ReadHeader();
        string[] columns = [.. csv.Headers];
        map.Demand(columns, path);
        while (csv.Read())
        {
            yield return new Row((int)csv.LineNumber, columns.Distinct().ToDictionary(column => column, column => (IReadOnlyList<string>)[csv.GetString(column)]), null);
        }
    }

    /// <summary>Members may be left out of any line, so nothing is demanded of the first.</summary>
    private static IEnumerable<Row> JsonRows(string path) => File.ReadLines(path)
        .Select((text, index) => (Text: text, Line: index + 1))
        .Where(line => !string.IsNullOrWhiteSpace(line.Text))
        .Select(line => OfJson(line.Line, line.Text));

    private static Row OfJson(int line, string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new Row(line, document.RootElement.EnumerateObject().DistinctBy(member => member.Name).ToDictionary(member => member.Name, member => ValuesOf(member.Value)), null)
                : new Row(line, new Dictionary<string, IReadOnlyList<string>>(), "Is not a JSON object.");
        }
        catch (JsonException failure)
        {
            return new Row(line, new Dictionary<string, IReadOnlyList<string>>(), $"Is not JSON: {failure.Message}");
        }
    }

    private static IReadOnlyList<string> ValuesOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => [.. value.EnumerateArray().Select(item => item.ToString())],
        JsonValueKind.Null => [],
        _ => [value.ToString()],
    };

    /// <summary>Names to the values that the file gives them.</summary>
    private sealed record Row(int Line, IReadOnlyDictionary<string, IReadOnlyList<string>> Fields, string? Fault)
    {
        /// <summary>Null when there is nothing but blanks.</summary>
        public string? One(string name) => Fields.GetValueOrDefault(name) is [var first, ..] && first.Trim() is { Length: > 0 } value ? value : null;

        public IEnumerable<string> All(string name) => (Fields.GetValueOrDefault(name) ?? [])
            .SelectMany(value => value.Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Distinct(StringComparer.Ordinal);
    }
}
