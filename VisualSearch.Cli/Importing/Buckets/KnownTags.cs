namespace VisualSearch.Cli.Importing.Buckets;

/// <summary>
/// What earlier runs brought from a bucket to a place, in the user's state folder: a line for each product, written as soon as the product is done, the last of a product
/// counting. Thread-safe.
/// </summary>
internal sealed class KnownTags : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly Dictionary<string, string> _digests = new(StringComparer.Ordinal);
    private StreamWriter? _writer;

    private KnownTags(string path) => _path = path;

    /// <summary>A product that is known; null when none is.</summary>
    public string? Any => _digests.Keys.LastOrDefault();

    /// <param name="source">The bucket and where in it.</param>
    /// <param name="target">The server or the data folder.</param>
    public static KnownTags Open(string source, string target)
    {
        KnownTags tags = new(StateFiles.PathOf("syncs", $"{source}\n{target}", ".tags"));
        if (!File.Exists(tags._path))
        {
            return tags;
        }

        foreach (string line in File.ReadLines(tags._path))
        {
            // A line that was cut off with its process has no product behind the digest.
            if (line.Split('\t', 2) is [{ Length: 0 or 32 } digest, { Length: > 0 } id])
            {
                tags._digests.Remove(id);
                if (digest.Length > 0)
                {
                    tags._digests[id] = digest;
                }
            }
        }

        return tags;
    }

    public string? Find(string externalId)
    {
        lock (_gate)
        {
            return _digests.GetValueOrDefault(externalId);
        }
    }

    /// <summary>Of one product: it is not there any more.</summary>
    /// <exception cref="CommandFailedException">It cannot be written.</exception>
    public void Forget(string externalId)
    {
        lock (_gate)
        {
            Write(string.Empty, externalId);
            _digests.Remove(externalId);
        }
    }

    public void ForgetAll()
    {
        lock (_gate)
        {
            _digests.Clear();
            // Where nothing was ever brought, not even the folder is there.
            if (File.Exists(_path))
            {
                File.Delete(_path);
            }
        }
    }

    /// <exception cref="CommandFailedException">It cannot be written.</exception>
    public void Keep(string externalId, string digest)
    {
        lock (_gate)
        {
            Write(digest, externalId);
            _digests[externalId] = digest;
        }
    }

    public void Dispose() => _writer?.Dispose();

    /// <param name="digest">Empty for a product that is forgotten.</param>
    private void Write(string digest, string externalId)
    {
        try
        {
            if (_writer is null)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
                _writer = new StreamWriter(_path, append: true) { AutoFlush = true, NewLine = "\n" };
                // Ends a line that was cut off.
                _writer.WriteLine();
            }

            _writer.WriteLine($"{digest}\t{externalId}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.Failed, $"What is done cannot be kept in {_path}: {failure.Message} XDG_STATE_HOME names another folder.", failure);
        }
    }
}
