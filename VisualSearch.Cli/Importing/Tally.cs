using VisualSearch.Cli.Importing.Writing;

namespace VisualSearch.Cli.Importing;

/// <summary>What became of rows so far.</summary>
/// <param name="Pictures">New ones.</param>
internal readonly record struct Tally(long Rows, long Created, long Updated, long Unchanged, long Refused, long Pictures)
{
    public long Imported => Created + Updated + Unchanged;

    public Tally With(RowOutcome outcome, int pictures) => new(
        Rows + 1,
        Created + (outcome == RowOutcome.Created ? 1 : 0),
        Updated + (outcome == RowOutcome.Updated ? 1 : 0),
        Unchanged + (outcome == RowOutcome.Unchanged ? 1 : 0),
        Refused + (outcome == RowOutcome.Refused ? 1 : 0),
        Pictures + pictures);
}
