namespace VisualSearch.Cli.Evaluation;

/// <summary>A file of queries, read.</summary>
/// <param name="LeftOut">Rows without anything relevant.</param>
/// <param name="Faults">Rows that cannot be asked.</param>
internal sealed record QuerySet(IReadOnlyList<LabelledQuery> Queries, int LeftOut, IReadOnlyList<QueryFault> Faults);

/// <summary>A row or query that gave no figure, and why.</summary>
/// <param name="Line">In the file, from 1.</param>
internal sealed record QueryFault(int Line, string Message);
