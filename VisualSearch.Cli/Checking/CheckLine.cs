namespace VisualSearch.Cli.Checking;

/// <summary>A line of the table.</summary>
/// <param name="Result"><c>ok</c>, <c>failed</c>, <c>skipped</c> or <c>not covered</c>.</param>
/// <param name="Why">What is not as promised, or why it was not tried; null when all is well.</param>
internal sealed record CheckLine(string Route, string Sent, string Expected, string Came, double? Ms, string Result, string? Why)
{
    public const string Ok = "ok";
    public const string Failed = "failed";
    public const string Skipped = "skipped";

    /// <summary>The server has a route that no check walks.</summary>
    public const string NotCovered = "not covered";

    public static CheckLine Of(Check check, Verdict verdict) => new(
        check.Route,
        check.Sent,
        check.Expected,
        verdict.Came,
        verdict.Ms,
        verdict.Skipped is not null ? Skipped : verdict.Faults.Count > 0 ? Failed : Ok,
        verdict.Skipped ?? (verdict.Faults.Count > 0 ? string.Join(" ", verdict.Faults) : null));
}
