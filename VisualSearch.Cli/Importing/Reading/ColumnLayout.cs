namespace VisualSearch.Cli.Importing.Reading;

/// <summary>What the columns of some rows are.</summary>
/// <param name="Places">Column to field.</param>
/// <param name="Others">Columns that fill no field, for attributes.</param>
/// <param name="Missing">Columns that <c>--map</c> names and that are not there.</param>
internal sealed record ColumnLayout(IReadOnlyList<string> Columns, IReadOnlyDictionary<int, Destination> Places, IReadOnlyList<int> Others, IReadOnlyList<string> Missing)
{
    public bool Fills(Field field) => Places.Values.Any(place => place == new Destination(field));

    /// <summary>The one column of a field; -1 for none.</summary>
    public int ColumnOf(Destination destination)
    {
        foreach ((int column, Destination place) in Places)
        {
            if (place == destination)
            {
                return column;
            }
        }

        return -1;
    }
}
