using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog.Core;
using Serilog.Extensions.Logging;

namespace VisualSearch.ServiceDefaults.Logs;

/// <summary>Registers the request log and the log files beside whatever logging providers the host has (the console keeps its own form).</summary>
internal static partial class LogsRegistration
{
    public static void AddLogs(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<FileLogOptions>().BindConfiguration(FileLogOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddTransient<IStartupFilter, RequestLogOutermost>();
        builder.Services.AddHostedService<SettingsFileNote>();
        FileLogOptions options = builder.Configuration.GetSection(FileLogOptions.Section).Get<FileLogOptions>() ?? new FileLogOptions();
        if (string.IsNullOrWhiteSpace(options.Directory))
        {
            return;
        }

        string directory = Path.GetFullPath(options.Directory, builder.Environment.ContentRootPath);
        (Logger? logger, string? refusal) = FileLogs.Open(directory, options);
        if (logger is not null)
        {
            // Not AddSerilog: it would switch Logging:LogLevel off for the files.
            builder.Services.AddSingleton<ILoggerProvider>(_ => new SerilogLoggerProvider(logger, dispose: true));
        }
        else
        {
            builder.Services.AddHostedService(services => new RefusalNote(services.GetRequiredService<ILogger<RefusalNote>>(), directory, refusal!));
        }
    }

    // Outside of every other middleware, so that the line has the status and the time that the client saw.
    private sealed class RequestLogOutermost : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseMiddleware<RequestLog>();
            next(app);
        };
    }

    /// <summary>Says once, when logging works, that there are no files.</summary>
    private sealed partial class RefusalNote(ILogger<RefusalNote> logger, string directory, string reason) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            NoFiles(logger, directory, reason);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        [LoggerMessage(1, LogLevel.Warning, "Log files are off: {Directory} cannot be written ({Reason}); set Logging:Files:Directory, empty to turn them off")]
        private static partial void NoFiles(ILogger logger, string directory, string reason);
    }
}
