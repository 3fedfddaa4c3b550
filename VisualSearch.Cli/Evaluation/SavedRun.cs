namespace VisualSearch.Cli.Evaluation;

/// <summary>The file of a run that is under way. It is a draft beside its place, opened before the first query so that an hour is not spent on what cannot be saved, and gets its name when it is whole.</summary>
internal sealed class SavedRun : IDisposable
{
    private readonly string _path;
    private readonly string _draft;
    private readonly FileStream _file;

    private SavedRun(string path, string draft, FileStream file) => (_path, _draft, _file) = (path, draft, file);

    /// <exception cref="CommandFailedException">It could not be written there.</exception>
    public static SavedRun Begin(string path)
    {
        string full = Path.GetFullPath(path);
        string draft = full + ".part";
        try
        {
            return Directory.Exists(full)
                ? throw new IOException($"{full} is a folder.")
                : new SavedRun(full, draft, new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(failure);
        }
    }

    /// <exception cref="CommandFailedException">It cannot be written.</exception>
    public async Task CompleteAsync(EvalRun run, CancellationToken cancellationToken)
    {
        try
        {
            await run.WriteAsync(_file, cancellationToken);
            await _file.DisposeAsync();
            File.Move(_draft, _path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(failure);
        }
    }

    /// <summary>Takes away a draft that did not become a file.</summary>
    public void Dispose()
    {
        _file.Dispose();
        File.Delete(_draft);
    }

    private static CommandFailedException Unwritable(Exception failure) => new(ExitCode.Failed, $"The run cannot be written: {failure.Message}", failure);
}
