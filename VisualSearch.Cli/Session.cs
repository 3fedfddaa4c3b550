using System.CommandLine;
using VisualSearch.Cli.Targets;
using VisualSearch.Cli.Terminal;

namespace VisualSearch.Cli;

/// <summary>What every command is made with: the options that all share, and where to speak.</summary>
internal sealed class Session(GlobalOptions options, Screen screen)
{
    public Screen Screen => screen;

    public bool Json(ParseResult line) => line.GetValue(options.Json);

    /// <summary>Progress may move: someone watches, and did not ask for silence.</summary>
    public bool ShowsProgress(ParseResult line) => screen.IsInteractive && !line.GetValue(options.Quiet);

    /// <summary>A remark beside the answer, for people.</summary>
    public void Remark(ParseResult line, string message)
    {
        if (!line.GetValue(options.Quiet))
        {
            screen.Say(message);
        }
    }

    /// <summary>What the line and the environment say about where to work. A place that the line names is the only one: no variable may lead away from it.</summary>
    /// <exception cref="CommandFailedException">The line names a server and a folder, or a variable is no address.</exception>
    public TargetSettings TargetOf(ParseResult line)
    {
        Uri? url = line.GetValue(options.Url);
        string? data = line.GetValue(options.Data);
        if (url is not null && data is not null)
        {
            throw new CommandFailedException(ExitCode.WrongUsage, "--url names a server and --data a folder: give one of them.");
        }

        bool named = url is not null || data is not null;
        return new TargetSettings(
            named ? url : AddressOf(Environment.GetEnvironmentVariable("VISUALSEARCH_URL")),
            line.GetValue(options.ApiKey) ?? Environment.GetEnvironmentVariable("VISUALSEARCH_API_KEY"),
            named ? data : Environment.GetEnvironmentVariable("Data__Directory"),
            line.GetValue(options.Models),
            line.GetValue(options.Set) ?? [],
            line.GetValue(options.Verbose));
    }

    /// <summary>Whether the line itself names a data folder; a variable that does may be meant for the server.</summary>
    public bool NamesFolder(ParseResult line) => line.GetValue(options.Data) is not null;

    /// <summary>Whether the line itself names a server.</summary>
    public bool NamesServer(ParseResult line) => line.GetValue(options.Url) is not null;

    private static Uri? AddressOf(string? text) => string.IsNullOrWhiteSpace(text)
        ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? address
            : throw new CommandFailedException(ExitCode.WrongUsage, "VISUALSEARCH_URL must be an address such as http://localhost:8000.");
}
