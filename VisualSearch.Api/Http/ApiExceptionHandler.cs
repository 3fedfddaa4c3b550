using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace VisualSearch.Api.Http;

/// <summary>What escapes a handler becomes a problem, by the rules of <see cref="ExceptionProblems"/>.</summary>
internal sealed partial class ApiExceptionHandler(IProblemDetailsService problems, ExceptionProblems exceptions, ILogger<ApiExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads the answer; the status is for the access log alone.
            httpContext.Response.StatusCode = ProblemCodes.ClientClosed.Status;
            Log.ClientWentAway(logger, exception);
            return true;
        }

        ProblemDetails problem = exceptions.Of(exception);
        httpContext.Response.StatusCode = problem.Status!.Value;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem, Exception = exception });
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "The client went away before the answer")]
        public static partial void ClientWentAway(ILogger logger, Exception exception);
    }
}
