using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Engine.Images;

namespace VisualSearch.Api.Http;

/// <summary>Every error answer of this API: <c>application/problem+json</c> with a stable <c>code</c> (docs/ERRORS.md).</summary>
internal static class Problems
{
    /// <param name="code">A stable word such as <c>forbidden_address</c>.</param>
    public static ProblemHttpResult Of(int status, string code, string title, string? detail = null) => throw new NotImplementedException();

    /// <summary>400 with every error: field -> messages.</summary>
    public static ProblemHttpResult Invalid(IReadOnlyDictionary<string, string[]> errors) => throw new NotImplementedException();

    public static ProblemHttpResult ProductNotFound(string key) => throw new NotImplementedException();

    /// <summary>The answer for a bad picture, as the table of limits says.</summary>
    public static ProblemHttpResult OfPicture(PictureFailure failure) => throw new NotImplementedException();
}
