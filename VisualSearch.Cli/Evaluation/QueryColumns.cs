namespace VisualSearch.Cli.Evaluation;

/// <summary>Which column or member of a file holds what. Each is named for itself unless the user says otherwise.</summary>
internal sealed class QueryColumns
{
    public const string Image = "image";
    public const string Words = "query";
    public const string Relevant = "relevant";
    public const string Group = "group";

    private static readonly string[] Names = [Image, Words, Relevant, Group];

    private readonly Dictionary<string, string> _columns = Names.ToDictionary(name => name, StringComparer.Ordinal);

    /// <summary>What the user named, and what therefore must be there.</summary>
    private readonly HashSet<string> _asked = [];

    /// <param name="pairs"><c>ours=theirs</c>; an empty <c>theirs</c> leaves the column alone.</param>
    /// <exception cref="CommandFailedException">A pair is not one, or names nothing of ours.</exception>
    public static QueryColumns Of(IEnumerable<string> pairs)
    {
        QueryColumns map = new();
        foreach (string pair in pairs)
        {
            if (pair.Split('=', 2) is not [var ours, var theirs] || !Names.Contains(ours, StringComparer.Ordinal))
            {
                throw new CommandFailedException(ExitCode.WrongUsage, $"--map takes one of {string.Join(", ", Names)}, then = and the name of the file's column, not {pair}.");
            }

            map._columns[ours] = theirs;
            map._asked.Add(ours);
        }

        return map;
    }

    public string this[string name] => _columns[name];

    /// <summary>Refuses a file that lacks what the user named, or what every file needs.</summary>
    /// <exception cref="CommandFailedException">Something is missing.</exception>
    public void Demand(IReadOnlyCollection<string> columns, string file)
    {
        string[] missing = [.. _asked.Append(Relevant).Select(name => _columns[name]).Where(column => column.Length > 0 && !columns.Contains(column)).Distinct()];
        if (missing.Length > 0 || !(columns.Contains(_columns[Image]) || columns.Contains(_columns[Words])))
        {
            string lacks = missing.Length > 0 ? string.Join(", ", missing) : $"{Image} or {Words}";
            throw new CommandFailedException(ExitCode.Failed, $"{file} has no column {lacks}; it has {string.Join(", ", columns)}. Say what is where with --map, such as --map relevant={columns.LastOrDefault() ?? "ids"}.");
        }
    }
}
