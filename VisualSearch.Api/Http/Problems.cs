using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using VisualSearch.Engine.Images;

namespace VisualSearch.Api.Http;

/// <summary>
/// Every error answer of this API: <c>application/problem+json</c> (RFC 9457) with <c>type</c>, <c>title</c>, <c>status</c>, <c>detail</c>,
/// a stable <c>code</c>, <c>trace_id</c>, and <c>errors</c> (field to messages) where there are any. The codes are in <see cref="ProblemCodes"/>.
/// </summary>
internal static class Problems
{
    /// <summary>The member that holds field to messages.</summary>
    public const string ErrorsMember = "errors";

    /// <summary>The member that holds the stable word.</summary>
    public const string CodeMember = "code";

    /// <summary>The page that explains the codes; a problem's <c>type</c> is its code on that page.</summary>
    public const string TypePrefix = "/docs/errors#";

    /// <param name="code">One of <see cref="ProblemCodes"/>. With 429 and 503 the answer carries <c>Retry-After</c>.</param>
    /// <param name="detail">This occurrence, for the person who sent the request: no stack, no secrets, no addresses of ours.</param>
    public static ProblemHttpResult Of(ProblemCode code, string? detail = null) => TypedResults.Problem(Details(code, detail));

    /// <summary>Answers with a problem from outside of a handler.</summary>
    public static async Task WriteAsync(HttpContext context, ProblemCode code, string? detail)
    {
        context.Response.StatusCode = code.Status;
        await context.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = Details(code, detail) });
    }

    /// <summary>400 with every error: field (snake_case, as the client wrote it) to messages.</summary>
    public static ProblemHttpResult Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        TypedResults.Problem(WithErrors(ProblemCodes.Invalid, errors, null));

    /// <summary>404 for a key that names no product, malformed ones included.</summary>
    public static ProblemHttpResult ProductNotFound(string key) =>
        Of(ProblemCodes.ProductNotFound, $"No product is named \"{Shortened(key)}\".");

    /// <summary>The answer for a bad picture, as the contract's table of limits says.</summary>
    public static ProblemHttpResult OfPicture(PictureFailure failure) => Of(CodeOf(failure.Problem), failure.Detail);

    /// <summary>The code of each thing that can be wrong with a picture.</summary>
    public static ProblemCode CodeOf(PictureProblem problem) => problem switch
    {
        PictureProblem.UnsupportedFormat => ProblemCodes.UnsupportedPicture,
        PictureProblem.TooLarge => ProblemCodes.PictureTooLarge,
        PictureProblem.TooManyPixels => ProblemCodes.TooManyPixels,
        PictureProblem.Corrupt => ProblemCodes.CorruptPicture,
        PictureProblem.ForbiddenAddress => ProblemCodes.ForbiddenAddress,
        PictureProblem.Unreachable => ProblemCodes.ImageUnreachable,
        PictureProblem.NotConfigured => ProblemCodes.SourceNotConfigured,
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, null),
    };

    internal static ProblemDetails Details(ProblemCode code, string? detail) => new()
    {
        Type = TypePrefix + code.Code,
        Title = code.Title,
        Status = code.Status,
        Detail = detail ?? code.Title + ".",
        Extensions = { [CodeMember] = code.Code },
    };

    internal static ProblemDetails WithErrors(ProblemCode code, IReadOnlyDictionary<string, string[]> errors, string? detail)
    {
        ProblemDetails problem = Details(code, detail ?? Summary(errors));
        problem.Extensions[ErrorsMember] = errors;
        return problem;
    }

    private static string Summary(IReadOnlyDictionary<string, string[]> errors) =>
        string.Join(' ', errors.SelectMany(field => field.Value.Select(message => field.Key.Length == 0 ? message : $"{field.Key}: {message}")));

    // A key comes from the address, which may be kilobytes long.
    private static string Shortened(string key) => key.Length <= 100 ? key : string.Concat(key.AsSpan(0, 100), "…");
}
