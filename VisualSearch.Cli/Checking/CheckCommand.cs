using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Spectre.Console;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Checking;

/// <summary><c>visualsearch check</c>.</summary>
internal static class CheckCommand
{
    public static Command Create(Session session)
    {
        Argument<Uri?> url = new("URL") { Description = "The server; as --url, and without either the one on this machine", Arity = ArgumentArity.ZeroOrOne, CustomParser = AddressOf };
        Option<bool> readOnly = new("--read-only") { Description = "Leave out all that writes" };
        Option<string?> only = new("--only") { Description = "Only checks whose route or body contains this; * is anything", HelpName = "PATTERN" };
        Option<double> timeout = NumberOption.Between(
            new Option<double>("--timeout") { Description = "Time for each check, 30 s unless said otherwise", HelpName = "SECONDS", DefaultValueFactory = _ => 30 }, 0.1, 3600);
        ExampledCommand command = new(
            "check",
            "Walk every route of a running server with good and bad input, and say what is not as promised",
            ("visualsearch check http://localhost:8000", "everything; products that it makes for it are removed again"),
            ("visualsearch check https://search.example.com --read-only --json", "a server whose products are not to be touched, for a script"),
            ("visualsearch check --only \"by-image*PNG\"", "some of it, on the server of this machine"));
        command.Arguments.Add(url);
        foreach (Option option in (Option[])[readOnly, only, timeout])
        {
            command.Options.Add(option);
        }

        command.SetAction(async (line, cancellationToken) =>
        {
            TargetSettings settings = session.TargetOf(line);
            TargetSettings target = line.GetValue(url) is { } named ? settings with { Url = named } : settings;
            using ApiConnection server = await TargetFinder.FindServerAsync(target, cancellationToken);
            using ApiConnection anonymous = ApiConnection.To(server.Address, null);
            bool json = session.Json(line);
            IReadOnlyList<CheckLine> lines = await SystemCheck.RunAsync(
                new CheckRun(server, anonymous, TimeProvider.System),
                line.GetValue(readOnly),
                line.GetValue(only),
                TimeSpan.FromSeconds(line.GetValue(timeout)),
                done => Progress(session, line, done),
                id => session.Screen.Say($"The product {id} could not be removed; delete it with DELETE /api/v1/products/ext:{id}."),
                cancellationToken);
            if (lines.Count == 0)
            {
                throw new CommandFailedException(ExitCode.WrongUsage, $"No check is like {line.GetValue(only)}.");
            }

            if (json)
            {
                session.Screen.WriteJson(new { server = server.Address.ToString(), checks = lines });
            }
            else
            {
                session.Screen.Output.Write(TableOf(lines));
            }

            session.Remark(line, $"{server.Address}: {string.Join(", ", lines.CountBy(entry => entry.Result).Select(count => $"{count.Value} {count.Key}"))}.");
            return (int)(lines.Any(entry => entry.Result == CheckLine.Failed) ? ExitCode.Partly : ExitCode.Done);
        });
        return command;
    }

    /// <summary>Someone watches: what fails is said at once.</summary>
    private static void Progress(Session session, ParseResult line, CheckLine done)
    {
        if (session.ShowsProgress(line) && done.Result == CheckLine.Failed)
        {
            session.Screen.Say($"{done.Route}, {done.Sent}: {done.Why}");
        }
    }

    private static Table TableOf(IReadOnlyList<CheckLine> lines)
    {
        Table table = new Table().AddColumns("route", "sent", "expected", "came", "ms", "result");
        table.Columns[4].RightAligned();
        foreach (CheckLine line in lines)
        {
            Style style = new(line.Result switch
            {
                CheckLine.Ok => Color.Green,
                CheckLine.Failed => Color.Red,
                _ => Color.Yellow,
            });
            table.AddRow(
                new Text(line.Route),
                new Text(line.Sent),
                new Text(line.Expected),
                new Text(line.Came),
                new Text(line.Ms?.ToString("F0", CultureInfo.InvariantCulture) ?? string.Empty),
                new Text(line.Why is null ? line.Result : $"{line.Result}: {line.Why}", style));
        }

        return table;
    }

    private static Uri? AddressOf(ArgumentResult result)
    {
        if (result.Tokens is [{ Value: var text }] && Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        if (result.Tokens.Count > 0)
        {
            result.AddError("URL must be an address such as http://localhost:8000");
        }

        return null;
    }
}
