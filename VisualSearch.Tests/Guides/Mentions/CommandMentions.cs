using System.CommandLine;
using System.Text.RegularExpressions;
using VisualSearch.Cli;
using VisualSearch.Cli.Terminal;

namespace VisualSearch.Tests.Guides.Mentions;

/// <summary>Commands and options of <c>visualsearch</c> that a page names, against the command line's own parser.</summary>
internal static partial class CommandMentions
{
    /// <summary>Options of the programs and of the AppHost, which are settings by another name.</summary>
    private static readonly HashSet<string> OfOthers = ["--urls", "--target"];

    private static readonly RootCommand Root = CommandLine.Create(new Screen(TextWriter.Null, TextWriter.Null, interactive: false));

    private static readonly List<Command> All = [.. Below(Root)];

    public static IEnumerable<string> Faults(GuidePage page) => Calls(page.ShellLines).SelectMany(line => LineFaults(line).Concat(ParsingFaults(line)))
        .Concat(Calls(page.Spans).SelectMany(LineFaults))
        .Concat(page.Spans.SelectMany(SpanFaults))
        .Distinct()
        .Select(fault => $"{page.Path}: {fault}");

    /// <summary>What follows the name of the program, wherever it is called.</summary>
    private static IEnumerable<string> Calls(IEnumerable<string> lines) => lines
        .SelectMany(line => Call().Matches(line).Select(call => call.Groups["arguments"].Value.Trim()))
        .Where(line => line.Length > 0 && !line.Contains("\"$@\"", StringComparison.Ordinal));

    private static IEnumerable<string> LineFaults(string line)
    {
        string[] words = Words(line);
        (Command command, int taken) = Walk(words);
        if (command.Subcommands.Count > 0 && taken < words.Length && !words[taken].StartsWith('-') && !IsPlaceholder(words[taken]))
        {
            yield return $"visualsearch {line}: there is no command {words[taken]}";
            yield break;
        }

        foreach (string option in words.Skip(taken).Where(word => word.StartsWith('-') && word.Length > 1 && word != "--").Select(word => word.Split('=')[0]).Where(option => !Has(command, option)))
        {
            yield return $"visualsearch {line}: {command.Name} has no option {option}";
        }
    }

    /// <summary>What is shown to be typed must be taken as it stands; a form with … or NAME in it, and a name that does not exist, are for the others to judge.</summary>
    private static IEnumerable<string> ParsingFaults(string line)
    {
        string[] words = Words(line);
        if (Walk(words).Command.Action is not null && !words.Any(IsPlaceholder) && !LineFaults(line).Any() && Root.Parse(words) is { Errors: [var error, ..] })
        {
            yield return $"visualsearch {line}: {error.Message}";
        }
    }

    private static IEnumerable<string> SpanFaults(string span)
    {
        string[] words = Words(span);
        if (words is [var option, ..] && Option().IsMatch(option) && !option.Contains(':', StringComparison.Ordinal) && !OfOthers.Contains(option.Split('=')[0]) && !All.Any(command => Has(command, option.Split('=')[0])))
        {
            yield return $"{option}: no command has it";
        }

        // `db status`, without the name of the program.
        if (words.Length > 1 && words.All(word => Word().IsMatch(word)) && Root.Subcommands.FirstOrDefault(command => command.Name == words[0]) is { Subcommands.Count: > 0 })
        {
            foreach (string fault in LineFaults(span))
            {
                yield return fault;
            }
        }
    }

    /// <summary>The command that the words lead to, and how many of them name it.</summary>
    private static (Command Command, int Taken) Walk(string[] words)
    {
        Command command = Root;
        foreach ((int taken, string word) in words.Index())
        {
            if (command.Subcommands.FirstOrDefault(sub => sub.Name == word) is not { } next)
            {
                return (command, taken);
            }

            command = next;
        }

        return (command, words.Length);
    }

    private static bool Has(Command command, string option) =>
        command.Options.Any(known => known.Name == option || known.Aliases.Contains(option)) || (command.Parents.OfType<Command>().FirstOrDefault() is { } parent && Has(parent, option));

    private static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(sub => Below(sub).Append(sub));

    private static bool IsPlaceholder(string word) => word.Contains('…', StringComparison.Ordinal) || Placeholder().IsMatch(word);

    private static string[] Words(string line) => [.. Token().Matches(line).Select(token => token.Value.Replace("\"", string.Empty, StringComparison.Ordinal).Replace("'", string.Empty, StringComparison.Ordinal))];

    [GeneratedRegex(@"(?:^|[;(&|]\s*|\b(?:do|then|exec) )(?:[A-Z_]+=\S+ )*(?:visualsearch|dotnet run --project VisualSearch\.Cli --|docker compose run --rm migrate|""\$tool/bin/visualsearch"")(?=\s|$)(?<arguments>[^;|&)]*)")]
    private static partial Regex Call();

    [GeneratedRegex(@"(?:[^\s""']|""[^""]*""|'[^']*')+")]
    private static partial Regex Token();

    [GeneratedRegex("^--[a-z][a-z-]*(=.*)?$")]
    private static partial Regex Option();

    [GeneratedRegex("^([a-z][a-z0-9-]*|[A-Z]+)$")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\[?[A-Z][A-Z|=.]*\]?$")]
    private static partial Regex Placeholder();
}
