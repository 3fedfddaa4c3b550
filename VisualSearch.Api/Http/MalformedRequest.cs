using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;

namespace VisualSearch.Api.Http;

/// <summary>Turns what the platform throws about an unreadable request into a problem that names the member at fault.</summary>
internal static partial class MalformedRequest
{
    private static readonly string[] Required = ["Is required."];

    public static ProblemDetails ToProblem(BadHttpRequestException exception)
    {
        if (exception.StatusCode != StatusCodes.Status400BadRequest)
        {
            ProblemCode code = ProblemCodes.OfStatus(exception.StatusCode);
            ProblemDetails problem = Problems.Details(code, code.Advice);
            problem.Status = exception.StatusCode;
            return problem;
        }

        Dictionary<string, string[]> errors = exception.InnerException is JsonException json ? OfJson(json) : OfParameter(exception.Message);
        return errors.Count > 0
            ? Problems.WithErrors(ProblemCodes.MalformedRequest, errors, null)
            : Problems.Details(ProblemCodes.MalformedRequest, exception.Message);
    }

    private static Dictionary<string, string[]> OfJson(JsonException exception)
    {
        Match missing = MissingMembers().Match(exception.Message);
        if (missing.Success)
        {
            string prefix = MemberOf(exception.Path);
            return QuotedName().Matches(missing.Groups["names"].Value)
                .Select(name => prefix.Length == 0 ? name.Groups[1].Value : $"{prefix}.{name.Groups[1].Value}")
                .Distinct(StringComparer.Ordinal)
                .ToDictionary(name => name, _ => Required, StringComparer.Ordinal);
        }

        string member = MemberOf(exception.Path);
        string where = exception.LineNumber is { } line ? $" (line {line + 1}, byte {exception.BytePositionInLine + 1})" : string.Empty;
        string message = member.Length == 0 ? $"Is not well-formed JSON{where}." : $"Is not of the expected type, or the JSON is not well-formed there{where}.";
        return new Dictionary<string, string[]>(StringComparer.Ordinal) { [member] = [message] };
    }

    // "$.images[2].url" -> "images[2].url"; "$['odd name']" stays readable.
    private static string MemberOf(string? path) => path is null or "$" ? string.Empty : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path[1..];

    private static Dictionary<string, string[]> OfParameter(string message)
    {
        Match unreadable = UnreadableParameter().Match(message);
        Match required = RequiredParameter().Match(message);
        Dictionary<string, string[]> errors = new(StringComparer.Ordinal);
        if (unreadable.Success)
        {
            errors[ApiJson.FieldName(unreadable.Groups["name"].Value)] = ["Cannot be read as the type that this parameter has."];
        }
        else if (required.Success)
        {
            errors[ApiJson.FieldName(required.Groups["name"].Value)] = Required;
        }

        return errors;
    }

    // The wordings are the platform's own; tests hold them, so that a changed one is noticed.
    [GeneratedRegex("""^Failed to bind parameter "\S.* (?<name>\S+)" from """)]
    private static partial Regex UnreadableParameter();

    [GeneratedRegex("""^Required parameter "\S.* (?<name>\S+)" was not provided from """)]
    private static partial Regex RequiredParameter();

    [GeneratedRegex("missing required properties including: (?<names>.+?)\\.?$", RegexOptions.Singleline)]
    private static partial Regex MissingMembers();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex QuotedName();
}
