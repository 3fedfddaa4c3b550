using CsvHelper;

namespace VisualSearch.Cli.Importing;

/// <summary>Tells which rows were refused and why: the first ones to whoever watches, all of them to a file. Thread-safe.</summary>
internal sealed class RefusedRows : IDisposable
{
    /// <summary>More than these scroll away what was said before; the file has all.</summary>
    private const int MostSpoken = 20;

    private static readonly string[] Header = ["row", "line", "external_id", "reason"];

    private readonly Lock _gate = new();
    private readonly Action<string> _say;
    private readonly CsvWriter? _file;
    private int _spoken;

    /// <param name="file">Null for none.</param>
    /// <param name="keepUpTo">Rows that an earlier run finished, whose lines in the file stay.</param>
    /// <exception cref="CommandFailedException">The file cannot be written.</exception>
    public RefusedRows(string? file, long keepUpTo, Action<string> say)
    {
        _say = say;
        if (file is null)
        {
            return;
        }

        try
        {
            string[][] kept = keepUpTo > 0 && File.Exists(file) ? Read(file, keepUpTo) : [];
            _file = CsvWriter.Create(new StreamWriter(file), new CsvWriterOptions());
            _file.WriteRecord(Header);
            foreach (string[] row in kept)
            {
                _file.WriteRecord(row);
            }

            _file.Flush();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.Failed, $"{file} cannot be written: {failure.Message}", failure);
        }
    }

    public void Add(long number, long line, string? externalId, string reason)
    {
        lock (_gate)
        {
            if (_spoken < MostSpoken)
            {
                _say($"Line {line}{(externalId is null ? string.Empty : $" ({externalId})")}: {reason}");
            }
            else if (_spoken == MostSpoken)
            {
                _say(_file is null ? "More rows were refused; --errors FILE has all of them." : "More rows were refused; the file of errors has all of them.");
            }

            _spoken++;
            _file?.WriteRecord([$"{number}", $"{line}", externalId ?? string.Empty, reason]);
            _file?.Flush();
        }
    }

    public void Dispose() => _file?.Dispose();

    private static string[][] Read(string file, long keepUpTo)
    {
        List<string[]> kept = [];
        using CsvReader reader = CsvReader.FromFile(file, new CsvReaderOptions { Separator = ',' }, FileOptions.None);
        while (reader.Read())
        {
            if (reader.FieldCount == Header.Length && reader.TryParse(0, out long row) && row <= keepUpTo)
            {
                kept.Add([.. Enumerable.Range(0, Header.Length).Select(reader.GetString)]);
            }
        }

        return [.. kept];
    }
}
