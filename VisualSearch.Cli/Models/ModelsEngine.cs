using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Embedding;

namespace VisualSearch.Cli.Models;

/// <summary>The part of the Engine that knows models, without a catalogue.</summary>
internal static class ModelsEngine
{
    /// <exception cref="CommandFailedException">No such model, its manifest is faulty, its folder cannot be written; a setting is wrong.</exception>
    public static async Task<T> UseAsync<T>(TargetSettings settings, Func<IServiceProvider, Task<T>> use)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection(EngineSettings.Of(settings, folder: null)).Build();
        await using ServiceProvider engine = new ServiceCollection()
            .AddLogging(logging =>
            {
                if (settings.Verbose)
                {
                    logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
                }
            })
            .AddEmbedding(configuration)
            .BuildServiceProvider();
        try
        {
            return await use(engine);
        }
        catch (ModelUnavailableException unavailable)
        {
            throw new CommandFailedException(ExitCode.Failed, unavailable.Message, unavailable);
        }
        catch (Exception wrong) when (wrong is OptionsValidationException or InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" })
        {
            throw new CommandFailedException(ExitCode.WrongUsage, wrong.Message, wrong);
        }
    }
}
