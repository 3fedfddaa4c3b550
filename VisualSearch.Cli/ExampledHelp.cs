using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace VisualSearch.Cli;

/// <summary>The library's help, with the command's examples and the exit codes below it.</summary>
internal sealed class ExampledHelp(HelpAction usual) : SynchronousCommandLineAction
{
    /// <summary>Help is asked for instead of a command, so nothing about the rest of the line matters.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int result = usual.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is ExampledCommand { Examples.Count: > 0 } command)
        {
            output.WriteLine("Examples:");
            foreach ((string line, string does) in command.Examples)
            {
                output.WriteLine($"  # {does}");
                output.WriteLine($"  {line}");
            }

            output.WriteLine();
        }

        output.WriteLine("Exit codes: " + string.Join(", ", Enum.GetValues<ExitCode>().Select(code => $"{(int)code} {Spoken(code)}")));
        return result;
    }

    private static string Spoken(ExitCode code) => code switch
    {
        ExitCode.Done => "done",
        ExitCode.Failed => "failed",
        ExitCode.WrongUsage => "wrong usage",
        ExitCode.Partly => "done in part",
        ExitCode.Unavailable => "server or data folder not to be had",
        ExitCode.Interrupted => "interrupted",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };
}
