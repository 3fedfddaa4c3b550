using System.CommandLine;

namespace VisualSearch.Cli.Searching;

/// <summary><c>visualsearch similar</c>.</summary>
internal static class SimilarCommand
{
    public static Command Create(Session session)
    {
        Argument<string> product = new("ID") { Description = "The product: its id, or ext: and the shop's own id" };
        SearchOptions options = new();
        ExampledCommand command = new(
            "similar",
            "Products that look like one of the shop's own",
            ("visualsearch similar ext:sample_1f32d", "by the shop's own id"),
            ("visualsearch similar 42 --limit 3 --json", "by ours, for a script"));
        command.Arguments.Add(product);
        options.AddTo(command);
        command.SetAction((line, cancellationToken) => Searches.RunAsync(session, line, options, new SearchQuery.Like(line.GetRequiredValue(product)), cancellationToken));
        return command;
    }
}
