using System.Text;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>Opens what the user named.</summary>
internal static class RowSources
{
    public const string StandardInput = "-";

    /// <exception cref="CommandFailedException">It is not there or cannot be read.</exception>
    public static async Task<RowSource> OpenAsync(ImportSettings settings, CancellationToken cancellationToken)
    {
        if (Directory.Exists(settings.Source))
        {
            return PictureRows.Open(settings.Source);
        }

        Encoding encoding = TextEncodings.Find(settings.Encoding);
        (Stream stream, SourceIdentity? identity) = OpenStream(settings.Source);
        InputStream input = await InputStream.OpenAsync(stream, cancellationToken);
        string name = settings.Source == StandardInput ? "standard input" : settings.Source;
        if (input.Head.All(piece => piece is (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t'))
        {
            await input.DisposeAsync();
            throw new CommandFailedException(ExitCode.Failed, $"{name} is empty.");
        }

        bool json = settings.Format is { } format ? format == TableFormat.Jsonl : LooksLikeJson(settings.Source, input, encoding);
        return json ? JsonRows.Open(name, identity, input, encoding) : CsvRows.Open(name, identity, input, encoding, settings.Separator);
    }

    private static (Stream Stream, SourceIdentity? Identity) OpenStream(string source)
    {
        if (source == StandardInput)
        {
            return (Console.OpenStandardInput(), null);
        }

        try
        {
            FileInfo file = new(source);
            FileStream stream = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            return (stream, new SourceIdentity(file.FullName, FileState.Of(file)));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandFailedException(ExitCode.Failed, $"There is no file or folder {source}.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.Failed, $"{source} cannot be read: {failure.Message}", failure);
        }
    }

    private static bool LooksLikeJson(string source, InputStream input, Encoding encoding) => Path.GetExtension(source).ToLowerInvariant() switch
    {
        ".json" or ".jsonl" or ".ndjson" => true,
        ".csv" or ".tsv" => false,
        _ => input.HeadAs(encoding).TrimStart() is ['{' or '[', ..],
    };
}
