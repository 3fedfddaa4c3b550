using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Filters;

namespace VisualSearch.ServiceDefaults.Logs;

/// <summary>The three files a day: <c>app_</c> everything but requests, <c>errors_</c> errors, <c>access_</c> one line a request.</summary>
internal static class FileLogs
{
    private const string Line = "{UtcTimestamp:yyyy-MM-ddTHH:mm:ss.fffZ} [{Level:u3}] {SourceContext}: {Message:lj} {TraceId}{NewLine}{Exception}";
    private const string AccessLine = "{UtcTimestamp:yyyy-MM-ddTHH:mm:ss.fffZ} {Message:lj} {TraceId}{NewLine}";

    /// <summary>Null with the reason when files cannot be written there.</summary>
    public static (Logger? Logger, string? Refusal) Open(string directory, FileLogOptions options)
    {
        try
        {
            Directory.CreateDirectory(directory);
            string probe = Path.Combine(directory, $".writable-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return (null, refused.Message);
        }

        // Levels are decided by Logging:LogLevel before an event comes here.
        Func<LogEvent, bool> access = Matching.FromSource(RequestLog.Category);
        Logger logger = new LoggerConfiguration()
            .MinimumLevel.Verbose()
            .WriteTo.Logger(part => Daily(part.Filter.ByExcluding(access), "app_", Line, LogEventLevel.Verbose))
            .WriteTo.Logger(part => Daily(part.Filter.ByExcluding(access), "errors_", Line, LogEventLevel.Error))
            .WriteTo.Logger(part => Daily(part.Filter.ByIncludingOnly(access), "access_", AccessLine, LogEventLevel.Verbose))
            .CreateLogger();
        return (logger, null);

        void Daily(LoggerConfiguration part, string prefix, string template, LogEventLevel level) => part.WriteTo.File(
            Path.Combine(directory, prefix + ".log"),
            level,
            template,
            CultureInfo.InvariantCulture,
            options.MaxFileBytes,
            rollingInterval: RollingInterval.Day,
            rollOnFileSizeLimit: true,
            retainedFileCountLimit: null,
            retainedFileTimeLimit: TimeSpan.FromDays(options.KeepDays));
    }
}
