namespace VisualSearch.Cli.Targets;

/// <summary>An <c>application/problem+json</c> answer.</summary>
internal sealed record ApiProblem(string? Title, int? Status, string? Detail, string? Code, string? TraceId, IReadOnlyDictionary<string, string[]>? Errors)
{
    /// <summary>For a person, in one line.</summary>
    public string Spoken
    {
        get
        {
            string said = Detail ?? Title ?? $"The server answered {Status}.";
            return Errors is { Count: > 0 } errors
                ? $"{said} {string.Join(" ", errors.Select(error => $"{error.Key}: {string.Join(" ", error.Value)}"))}"
                : said;
        }
    }
}
