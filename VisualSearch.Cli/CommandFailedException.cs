namespace VisualSearch.Cli;

/// <summary>Ends a command with a sentence for its user and an exit code; never with a stack.</summary>
internal sealed class CommandFailedException(ExitCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    public ExitCode Code { get; } = code;
}
