namespace VisualSearch.Cli.Evaluation;

/// <summary>A search of which the right answers are known.</summary>
/// <param name="Line">In its file, from 1.</param>
/// <param name="Image">A path or address as written; null for words.</param>
/// <param name="Words">Null for a picture.</param>
/// <param name="Relevant">External ids, at least one, each once.</param>
/// <param name="Group">What figures are also given for by itself; null without one.</param>
internal sealed record LabelledQuery(int Line, string? Image, string? Words, IReadOnlyList<string> Relevant, string? Group);
