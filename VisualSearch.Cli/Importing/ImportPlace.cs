namespace VisualSearch.Cli.Importing;

/// <summary>How far an import came.</summary>
/// <param name="State">Of the file, as it was then.</param>
/// <param name="Meaning">The settings under which its rows were read.</param>
/// <param name="LastId">The last product that was written, which must still be there: a shop that was emptied since has nothing of this import.</param>
/// <param name="Done">All rows up to this many are finished.</param>
internal sealed record ImportPlace(string Source, string Target, string State, string Meaning, string LastId, Tally Done);
