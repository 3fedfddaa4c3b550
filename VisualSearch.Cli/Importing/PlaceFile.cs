using System.Text.Json;

namespace VisualSearch.Cli.Importing;

/// <summary>Where the place of one import is kept: a file in the user's state folder, which is there whole or not at all.</summary>
internal sealed class PlaceFile
{
    private readonly string _path;

    private PlaceFile(string path) => _path = path;

    /// <param name="source">Absolute.</param>
    /// <param name="target">The server or the data folder.</param>
    public static PlaceFile Of(string source, string target)
        => new(StateFiles.PathOf("imports", $"{source}\n{target}", ".json"));

    /// <summary>Null when there is none, or none that can be read.</summary>
    public ImportPlace? Read()
    {
        try
        {
            return JsonSerializer.Deserialize<ImportPlace>(File.ReadAllText(_path));
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <exception cref="CommandFailedException">It cannot be written.</exception>
    public void Write(ImportPlace place)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            string draft = $"{_path}.{Environment.ProcessId}.new";
            File.WriteAllText(draft, JsonSerializer.Serialize(place));
            File.Move(draft, _path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.Failed, $"How far the import is cannot be kept in {_path}: {failure.Message} XDG_STATE_HOME names another folder.", failure);
        }
    }

    public void Remove()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It says only that all rows are done, which they are.
        }
    }
}
