using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace VisualSearch.Api.Http;

/// <summary>Writes every problem, whoever made it: completes what is missing and adds <c>trace_id</c> and <c>Retry-After</c>, whatever the client accepts.</summary>
internal sealed class ProblemWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        HttpContext http = context.HttpContext;
        ProblemDetails problem = context.ProblemDetails;
        Complete(problem, http);
        http.Response.StatusCode = problem.Status!.Value;
        AddRetryAfter(http.Response);
        // Not RequestAborted: at a time-out that token is cancelled already, and this is the answer about it.
        await http.Response.WriteAsJsonAsync(problem, problem.GetType(), ApiJson.Options, "application/problem+json", CancellationToken.None);
    }

    /// <summary>The request's trace as telemetry knows it, else the server's own identifier of the request.</summary>
    public static string TraceIdOf(HttpContext http) =>
        http.Features.Get<IHttpActivityFeature>()?.Activity.TraceId.ToHexString() ?? http.TraceIdentifier;

    private static void Complete(ProblemDetails problem, HttpContext http)
    {
        problem.Status ??= http.Response.StatusCode is >= 400 and <= 599 ? http.Response.StatusCode : StatusCodes.Status500InternalServerError;
        ProblemCode code = problem is HttpValidationProblemDetails ? ProblemCodes.Invalid : ProblemCodes.OfStatus(problem.Status.Value);
        if (!problem.Extensions.TryGetValue(Problems.CodeMember, out object? word) || word is not string)
        {
            problem.Extensions[Problems.CodeMember] = word = code.Code;
            problem.Title = code.Title;
            problem.Type = null;
        }

        problem.Type = problem.Type is { Length: > 0 } type && type.StartsWith('/') ? type : Problems.TypePrefix + word;
        problem.Title ??= code.Title;
        problem.Detail ??= problem.Title + ".";
        problem.Extensions["trace_id"] = TraceIdOf(http);
        if (problem is HttpValidationProblemDetails validation)
        {
            // The platform's validation names CLR members; clients wrote snake_case.
            validation.Errors = validation.Errors
                .GroupBy(field => ApiJson.FieldName(field.Key), StringComparer.Ordinal)
                .ToDictionary(field => field.Key, field => field.SelectMany(entry => entry.Value).ToArray(), StringComparer.Ordinal);
        }
    }

    private static void AddRetryAfter(HttpResponse response)
    {
        int? seconds = response.StatusCode switch
        {
            StatusCodes.Status429TooManyRequests => 1,
            StatusCodes.Status503ServiceUnavailable => 5,
            _ => null,
        };
        if (seconds is { } wait && response.Headers.RetryAfter.Count == 0)
        {
            response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        }
    }
}
