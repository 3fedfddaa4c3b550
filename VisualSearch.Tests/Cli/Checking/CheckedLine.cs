using System.Text.Json;

namespace VisualSearch.Tests.Cli.Checking;

/// <summary>A line of <c>check --json</c>.</summary>
internal sealed record CheckedLine(string Route, string Sent, string Result, string? Why)
{
    public static IEnumerable<CheckedLine> Of(JsonElement answer) => answer.GetProperty("checks").EnumerateArray().Select(line => new CheckedLine(
        line.GetProperty("route").GetString()!,
        line.GetProperty("sent").GetString()!,
        line.GetProperty("result").GetString()!,
        line.GetProperty("why").GetString()));
}
