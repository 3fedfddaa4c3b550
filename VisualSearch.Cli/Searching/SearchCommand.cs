using System.CommandLine;

namespace VisualSearch.Cli.Searching;

/// <summary><c>visualsearch search</c>.</summary>
internal static class SearchCommand
{
    /// <summary>Of a picture, in bytes; any more no server takes, and a wrong name may lead to a very long file.</summary>
    private const long MostBytes = 20 * 1024 * 1024;

    public static Command Create(Session session)
    {
        Argument<string[]> asked = new("PICTURE|WORDS") { Description = "A picture's file or address, or words", Arity = ArgumentArity.ZeroOrMore };
        Option<string?> image = new("--image") { Description = "This is a picture, whatever it looks like", HelpName = "FILE|ADDRESS" };
        Option<string?> words = new("--words") { Description = "These are words, whatever they look like; with a picture: narrow it down", HelpName = "WORDS" };
        SearchOptions options = new();
        ExampledCommand command = new(
            "search",
            "Products that look like a picture, or that words describe",
            ("visualsearch search photo.jpg", "what looks like a photograph"),
            ("visualsearch search red mug --in-stock --price-max 500", "what words describe"),
            ("visualsearch search https://example.com/mug.jpg --url http://localhost:8000 --json", "a picture on the web, for a script"),
            ("visualsearch search --image photo.jpg --words \"with a lid\"", "what looks like the picture and means the words"),
            ("visualsearch search photo.jpg --data shop --open", "in a data folder; shows the best result"));
        command.Arguments.Add(asked);
        command.Options.Add(image);
        command.Options.Add(words);
        command.Options.Add(options.Mode);
        options.AddTo(command);
        command.SetAction(async (line, cancellationToken) =>
        {
            SearchQuery query = await QueryOfAsync(line.GetValue(asked) ?? [], line.GetValue(image), line.GetValue(words), cancellationToken);
            return await Searches.RunAsync(session, line, options, query, cancellationToken);
        });
        return command;
    }

    private static async Task<SearchQuery> QueryOfAsync(string[] asked, string? image, string? words, CancellationToken cancellationToken)
    {
        string given = string.Join(' ', asked).Trim();
        if (given.Length > 0 && LooksLikePicture(given) && image is null)
        {
            (image, given) = (given, string.Empty);
        }

        string? text = string.Join(' ', new[] { given, words }.Where(part => !string.IsNullOrWhiteSpace(part)));
        text = text.Length == 0 ? null : text;
        if (image is null)
        {
            return text is null ? throw new CommandFailedException(ExitCode.WrongUsage, "Say what to look for: a picture's file or address, or words.") : new SearchQuery.Text(text);
        }

        return IsAddress(image) ? new SearchQuery.PictureAddress(image, text) : new SearchQuery.Picture(await ReadAsync(image, cancellationToken), text);
    }

    private static bool LooksLikePicture(string text) => IsAddress(text) || File.Exists(text);

    private static bool IsAddress(string text) => text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return new FileInfo(file).Length > MostBytes
                ? throw new CommandFailedException(ExitCode.Failed, $"{file} has more than 20 MB.")
                : await File.ReadAllBytesAsync(file, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.Failed, $"{file} cannot be read: {failure.Message}", failure);
        }
    }
}
