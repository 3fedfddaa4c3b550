using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace VisualSearch.ServiceDefaults.Logs;

/// <summary>One line a request: method, path, status, time, bytes, who. Never a query string, header or body: those hold what people look for.</summary>
internal sealed partial class RequestLog(RequestDelegate next, ILoggerFactory loggers, TimeProvider time)
{
    /// <summary>The logging category; its level is set by <c>Logging:LogLevel:VisualSearch.Access</c>.</summary>
    public const string Category = "VisualSearch.Access";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    public async Task InvokeAsync(HttpContext context)
    {
        long started = time.GetTimestamp();
        bool threw = true;
        try
        {
            await next(context);
            threw = false;
        }
        finally
        {
            // An exception that comes this far is answered by the server itself, with 500, after this line.
            int status = threw && !context.Response.HasStarted ? StatusCodes.Status500InternalServerError : context.Response.StatusCode;
            LogLevel level = LevelOf(context, status);
            if (_logger.IsEnabled(level))
            {
                string client = context.Connection.RemoteIpAddress?.ToString() ?? "-";
                string method = Cut(context.Request.Method);
                string path = Cut(context.Request.PathBase.ToUriComponent() + context.Request.Path.ToUriComponent());
                double milliseconds = Math.Round(time.GetElapsedTime(started).TotalMilliseconds, 1);
                Log.Answered(_logger, level, client, method, path, status, milliseconds, context.Request.ContentLength ?? 0);
            }
        }
    }

    // Probes and scrapes come every few seconds for ever.
    private static LogLevel LevelOf(HttpContext context, int status) => status switch
    {
        >= 500 => LogLevel.Warning,
        _ when IsProbe(context.Request.Path) => LogLevel.Debug,
        _ => LogLevel.Information,
    };

    private static bool IsProbe(PathString path) => path.Value is "/health" or "/alive" or "/metrics" or "/api/v1/metrics";

    private static string Cut(string text) => text.Length <= 300 ? text : string.Concat(text.AsSpan(0, 300), "…");

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Message = "{Client} {Method} {Path} answered {Status} in {Milliseconds} ms, {Bytes} bytes received")]
        public static partial void Answered(ILogger logger, LogLevel level, string client, string method, string path, int status, double milliseconds, long bytes);
    }
}
