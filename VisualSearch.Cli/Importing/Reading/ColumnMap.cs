namespace VisualSearch.Cli.Importing.Reading;

/// <summary>Decides which column fills which field: what the user said, else what the column's name says.</summary>
/// <param name="said">Columns by destination; an empty list leaves the field out.</param>
internal sealed class ColumnMap(IReadOnlyDictionary<Destination, IReadOnlyList<string>> said)
{
    /// <summary>Members of an exported product that a server decides and no file; what an export with vectors adds is among them.</summary>
    private static readonly HashSet<string> ServersOwn = new(StringComparer.Ordinal) { "product_id", "index_state", "version", "created_at", "updated_at", "embedding_model", "embedding_fingerprint" };

    private (IReadOnlyList<string> Columns, ColumnLayout Layout)? _last;

    /// <summary>Reads <c>--map FIELD=COLUMN</c>; the same field again adds a column, which pictures can use.</summary>
    /// <exception cref="CommandFailedException">Not of that form, or no such field.</exception>
    public static ColumnMap Read(IEnumerable<string> maps)
    {
        Dictionary<Destination, IReadOnlyList<string>> said = [];
        foreach (string map in maps)
        {
            if (map.Split('=', 2) is not [var field, var column] || !FieldNames.TryParse(field.Trim(), out Destination destination))
            {
                throw new CommandFailedException(ExitCode.WrongUsage, $"--map takes FIELD=COLUMN, not {map}. Fields: {FieldNames.All}.");
            }

            IReadOnlyList<string> before = said.GetValueOrDefault(destination, []);
            if (before.Count > 0 && destination.Field != Field.Images)
            {
                throw new CommandFailedException(ExitCode.WrongUsage, $"--map gives {destination} twice.");
            }

            said[destination] = column.Trim().Length == 0 ? [] : [.. before, column.Trim()];
        }

        return new ColumnMap(said);
    }

    /// <summary>For rows of these columns. Not thread-safe: rows are read one after the other.</summary>
    public ColumnLayout LayoutOf(IReadOnlyList<string> columns)
    {
        if (_last is { } last && (ReferenceEquals(last.Columns, columns) || last.Columns.SequenceEqual(columns, StringComparer.Ordinal)))
        {
            return last.Layout;
        }

        ColumnLayout layout = Decide(columns);
        _last = (columns, layout);
        return layout;
    }

    private ColumnLayout Decide(IReadOnlyList<string> columns)
    {
        Dictionary<int, Destination> places = [];
        List<string> missing = [];
        foreach ((Destination destination, IReadOnlyList<string> names) in said)
        {
            foreach (string name in names)
            {
                int column = Find(columns, name);
                if (column < 0)
                {
                    missing.Add(name);
                }
                else
                {
                    places[column] = destination;
                }
            }
        }

        var guesses = columns.Index()
            .Where(column => !places.ContainsKey(column.Index))
            .Select(column => (column.Index, Known: FieldNames.TryGuess(column.Item, out Destination destination, out int rank), Destination: destination, Rank: rank))
            .Where(guess => guess.Known && !said.ContainsKey(guess.Destination))
            .GroupBy(guess => guess.Destination);
        foreach (var rivals in guesses)
        {
            // Pictures may be spread over several columns; of anything else there is one.
            foreach (var guess in rivals.Key.Field == Field.Images ? rivals : rivals.OrderBy(guess => guess.Rank).Take(1))
            {
                places[guess.Index] = guess.Destination;
            }
        }

        int[] others = [.. Enumerable.Range(0, columns.Count).Where(column => !places.ContainsKey(column) && columns[column].Trim().Length > 0 && !ServersOwn.Contains(columns[column]))];
        return new ColumnLayout(columns, places, others, missing);
    }

    private static int Find(IReadOnlyList<string> columns, string name)
    {
        for (int column = 0; column < columns.Count; column++)
        {
            if (string.Equals(columns[column].Trim(), name, StringComparison.OrdinalIgnoreCase))
            {
                return column;
            }
        }

        return -1;
    }
}
