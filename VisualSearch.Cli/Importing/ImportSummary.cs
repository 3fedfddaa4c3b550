using Spectre.Console;

namespace VisualSearch.Cli.Importing;

/// <summary>What an import came to.</summary>
/// <param name="Ended">done, interrupted or stopped.</param>
/// <param name="Rows">All rows of the import, those of earlier runs that this one went on from included; the figures down to pictures count them too.</param>
/// <param name="RefusedBefore">Rows among the refused that an earlier run refused; this one did not try them again.</param>
/// <param name="ResumedAfter">Rows that an earlier run had finished.</param>
/// <param name="Repeated">Rows of this run whose external id came before in the file; the later row stays.</param>
/// <param name="Pictures">New ones.</param>
/// <param name="Seconds">Of this run, indexing aside.</param>
/// <param name="RowsPerSecond">Of this run.</param>
/// <param name="IndexSeconds">What indexing took after the last row; null when it was not waited for.</param>
/// <param name="NotYetIndexed">Products of the folder with a picture that could not be had for now and is tried again later; null when not known.</param>
/// <param name="NotIndexed">Products of the folder of which no picture could be indexed; null when not known.</param>
internal sealed record ImportSummary(
    string Source,
    string Target,
    string Ended,
    long Rows,
    long Created,
    long Updated,
    long Unchanged,
    long Refused,
    long RefusedBefore,
    long Pictures,
    long Repeated,
    long ResumedAfter,
    double Seconds,
    double RowsPerSecond,
    double? IndexSeconds,
    long? NotYetIndexed,
    long? NotIndexed)
{
    public Grid ToGrid()
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        void Add(string name, string value) => grid.AddRow(new Text(name), new Text(value));
        Add("into", Target);
        Add("rows", ResumedAfter > 0 ? $"{Rows:N0}, {ResumedAfter:N0} of them by an earlier run" : $"{Rows:N0}");
        Add("created", $"{Created:N0}");
        Add("updated", $"{Updated:N0}");
        Add("unchanged", $"{Unchanged:N0}");
        Add("refused", RefusedBefore > 0 ? $"{Refused:N0}, {RefusedBefore:N0} of them by an earlier run and not tried again (--restart tries all)" : $"{Refused:N0}");
        Add("new pictures", $"{Pictures:N0}");
        Add("time", $"{Seconds:N1} s, {RowsPerSecond:N0} rows a second");
        if (IndexSeconds is { } seconds)
        {
            Add("indexing", $"{seconds:N1} s more");
        }

        if (NotYetIndexed > 0)
        {
            Add("not yet indexed", $"{NotYetIndexed:N0} products");
        }

        if (NotIndexed > 0)
        {
            Add("not indexed", $"{NotIndexed:N0} products");
        }

        return grid;
    }
}
