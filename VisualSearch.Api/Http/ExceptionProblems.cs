using Microsoft.AspNetCore.Mvc;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Api.Http;

/// <summary>The answer for an exception: broken dependencies 503, too much work 429, unreadable requests 4xx, bugs 500 without a stack. Each is logged as it deserves.</summary>
internal sealed partial class ExceptionProblems(ILogger<ExceptionProblems> logger)
{
    public ProblemDetails Of(Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException malformed:
                Log.RequestRefused(logger, malformed.StatusCode, exception);
                return MalformedRequest.ToProblem(malformed);
            case CatalogueUnavailableException:
                return Unavailable(ProblemCodes.CatalogueUnavailable, exception);
            case VectorIndexUnavailableException or VectorStoreRefusedException:
                return Unavailable(ProblemCodes.VectorsUnavailable, exception);
            case IndexNotReadyException:
                return Unavailable(ProblemCodes.Unavailable, exception);
            case EmbeddingQueueFullException:
                Log.QueueWasFull(logger, exception);
                return Problems.Details(ProblemCodes.TooManyRequests, "Too many pictures and texts wait for the model already.");
            default:
                Log.RequestFailed(logger, exception);
                return Problems.Details(ProblemCodes.Internal, "The mistake is ours and has been logged under the trace_id.");
        }
    }

    private ProblemDetails Unavailable(ProblemCode code, Exception exception)
    {
        Log.DependencyWasUnavailable(logger, code.Code, exception.Message);
        return Problems.Details(code, $"{code.Title}. Try again later; a change that was sent may not have been made.");
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Refused an unreadable request with {Status}")]
        public static partial void RequestRefused(ILogger logger, int status, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "Answered {Code}: {Reason}")]
        public static partial void DependencyWasUnavailable(ILogger logger, string code, string reason);

        [LoggerMessage(3, LogLevel.Warning, "The embedding queue was full")]
        public static partial void QueueWasFull(ILogger logger, Exception exception);

        [LoggerMessage(4, LogLevel.Error, "A request failed")]
        public static partial void RequestFailed(ILogger logger, Exception exception);
    }
}
