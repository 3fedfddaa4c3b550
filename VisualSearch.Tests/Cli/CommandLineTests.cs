using System.CommandLine;
using VisualSearch.Cli;
using VisualSearch.Cli.Terminal;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli;

public sealed class CommandLineTests
{
    public static TheoryData<string> Commands() => [.. All(Root(), string.Empty).Where(command => command.Command.Action is not null).Select(command => command.Path)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_of_every_command_ends_with_examples_that_parse(string path)
    {
        CliRun help = (await CliRun.OfAsync([.. path.Split(' '), "--help"])).Ended(ExitCode.Done);
        string[] examples = [.. help.Output.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith($"visualsearch {path}", StringComparison.Ordinal) && !line.Contains("[options]", StringComparison.Ordinal))];

        Assert.Contains("Examples:", help.Output, StringComparison.Ordinal);
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Empty(Root().Parse(example["visualsearch ".Length..]).Errors));
    }

    [Theory]
    [InlineData("stat")]
    [InlineData("status --url nonsense")]
    [InlineData("status --unknown")]
    [InlineData("")]
    public async Task A_wrong_command_line_is_wrong_usage_and_says_so_in_few_lines(string line)
    {
        CliRun run = (await CliRun.OfAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Ended(ExitCode.WrongUsage);

        Assert.NotEmpty(run.Error);
        Assert.Empty(run.Output.Trim());
        Assert.InRange(run.Error.Split('\n').Length, 1, 8);
    }

    [Theory]
    [InlineData("search x --limit abc")]
    [InlineData("search x --limit 101")]
    [InlineData("search x --price-min 1,5")]
    [InlineData("search x --threshold 1.5")]
    [InlineData("similar 1 --offset -1")]
    [InlineData("eval q.csv --jobs many")]
    [InlineData("eval q.csv --warmup 1.5")]
    [InlineData("import p.csv --jobs 0")]
    [InlineData("import p.csv --max-errors -1")]
    [InlineData("check --timeout soon")]
    public async Task A_number_that_is_none_or_out_of_bounds_is_wrong_usage_and_the_option_is_named(string line)
    {
        CliRun run = (await CliRun.OfAsync(line.Split(' '))).Ended(ExitCode.WrongUsage);

        Assert.Contains(line.Split(' ').Single(word => word.StartsWith("--", StringComparison.Ordinal)), run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
    }

    private static RootCommand Root() => CommandLine.Create(new Screen(TextWriter.Null, TextWriter.Null, interactive: false));

    private static IEnumerable<(string Path, Command Command)> All(Command parent, string prefix) => parent.Subcommands
        .SelectMany(command => new[] { (prefix + command.Name, command) }.Concat(All(command, $"{prefix}{command.Name} ")));
}
