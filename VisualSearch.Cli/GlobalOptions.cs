using System.CommandLine;

namespace VisualSearch.Cli;

/// <summary>What every command understands.</summary>
internal sealed class GlobalOptions
{
    public Option<Uri?> Url { get; } = new("--url")
    {
        Description = "The server to talk to, such as http://localhost:8000 (or VISUALSEARCH_URL)",
        HelpName = "ADDRESS",
        Recursive = true,
        CustomParser = result => result.Tokens is [{ Value: var text }] && Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? address
            : Refuse(result, "--url must be an address such as http://localhost:8000"),
    };

    public Option<string?> ApiKey { get; } = new("--api-key") { Description = "The server's API key (better in VISUALSEARCH_API_KEY, where no list of processes shows it)", HelpName = "KEY", Recursive = true };

    public Option<string?> Data { get; } = new("--data") { Description = "The data folder to work on when no server runs (or Data__Directory)", HelpName = "FOLDER", Recursive = true };

    public Option<string?> Models { get; } = new("--models") { Description = "A folder of models (or Models__Directory)", HelpName = "FOLDER", Recursive = true };

    public Option<string[]> Set { get; } = new("--set") { Description = "Any other setting of the engine, such as Embedding:Variant=int8", HelpName = "KEY=VALUE", Recursive = true, DefaultValueFactory = _ => [] };

    public Option<bool> Json { get; } = new("--json") { Description = "Answer in JSON, for machines", Recursive = true };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "No progress and no remarks on standard error", Recursive = true };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "The engine's log on standard error", Recursive = true };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Url, ApiKey, Data, Models, Set, Json, Quiet, Verbose])
        {
            command.Options.Add(option);
        }
    }

    private static Uri? Refuse(System.CommandLine.Parsing.ArgumentResult result, string message)
    {
        result.AddError(message);
        return null;
    }
}
