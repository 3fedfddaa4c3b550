using System.Text.Json;
using VisualSearch.Cli;
using VisualSearch.Cli.Terminal;

namespace VisualSearch.Tests.Support;

/// <summary>What one run of the command line, in this process, wrote and how it ended.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    public ExitCode Exit => (ExitCode)Code;

    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Runs it as if its output went to a file.</summary>
    public static async Task<CliRun> OfAsync(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = await CommandLine.RunAsync(args, new Screen(TextWriter.Synchronized(output), TextWriter.Synchronized(error), interactive: false), TestContext.Current.CancellationToken);
        return new CliRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Fails the test, with all that was said, unless the run ended so.</summary>
    public CliRun Ended(ExitCode exit)
    {
        Assert.True(exit == Exit, $"{Exit} instead of {exit}\n{Output}\n{Error}");
        return this;
    }
}
