using System.Globalization;
using Microsoft.Extensions.Logging;

namespace VisualSearch.Engine.Images;

/// <summary>
/// Smaller copies in a folder: <c>ab/abcd…-256.jpg</c>, whatever their format. Bounded in bytes; the least recently used go first. A file appears whole or not at all. A disk that refuses
/// costs the copies, never the answer. Thread-safe; one process owns the folder.
/// </summary>
internal sealed partial class ThumbnailCache(string root, long maxBytes, TimeProvider time, ILogger<ThumbnailCache> logger)
{
    /// <summary>How exact the order of use is that a restart finds.</summary>
    private static readonly TimeSpan Precision = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly LinkedList<Entry> _byUse = new();
    private Dictionary<string, LinkedListNode<Entry>>? _entries;
    private long _bytes;

    /// <summary>The copy; null when there is none, or it was made longer ago than <paramref name="life"/>.</summary>
    /// <param name="key">64 hexadecimal digits.</param>
    public async Task<byte[]?> ReadAsync(string key, int width, TimeSpan? life, CancellationToken cancellationToken)
    {
        string name = NameOf(key, width);
        try
        {
            if (!Touch(name, life))
            {
                return null;
            }

            return await File.ReadAllBytesAsync(PathOf(name), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Removed meanwhile, or by someone else: it is made again.
            Forget(name);
            return null;
        }
    }

    /// <summary>Keeps a copy, if there is room for it at all, and removes those that no longer have any.</summary>
    public async Task SaveAsync(string key, int width, byte[] content, CancellationToken cancellationToken)
    {
        if (content.Length > maxBytes)
        {
            return;
        }

        string name = NameOf(key, width);
        try
        {
            // First what is there: a file that could not be counted must not be added to those that could not either.
            lock (_gate)
            {
                Entries();
            }

            await WriteAsync(PathOf(name), content, cancellationToken).ConfigureAwait(false);
            foreach (string old in Add(new Entry(name, content.Length, Now, Now)))
            {
                File.Delete(PathOf(old));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogWasNotKept(exception);
        }
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private static string NameOf(string key, int width) => string.Create(CultureInfo.InvariantCulture, $"{key}-{width}.jpg");

    private string PathOf(string name) => Path.Combine(root, name[..2], name);

    private async Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await File.WriteAllBytesAsync(temporary, content, cancellationToken).ConfigureAwait(false);
            File.SetLastWriteTimeUtc(temporary, Now);
            File.SetLastAccessTimeUtc(temporary, Now);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private bool Touch(string name, TimeSpan? life)
    {
        DateTime now = Now;
        lock (_gate)
        {
            if (!Entries().TryGetValue(name, out LinkedListNode<Entry>? node) || (life is { } allowed && now - node.Value.Made >= allowed))
            {
                return false;
            }

            bool tell = now - node.Value.Used >= Precision;
            node.Value = node.Value with { Used = tell ? now : node.Value.Used };
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            if (!tell)
            {
                return true;
            }
        }

        File.SetLastAccessTimeUtc(PathOf(name), now);
        return true;
    }

    /// <summary>Returns the names that have to go.</summary>
    private List<string> Add(Entry entry)
    {
        List<string> gone = [];
        lock (_gate)
        {
            Remove(entry.Name);
            Entries()[entry.Name] = _byUse.AddFirst(entry);
            _bytes += entry.Bytes;
            while (_bytes > maxBytes && _byUse.Last is { } last)
            {
                gone.Add(last.Value.Name);
                Remove(last.Value.Name);
            }
        }

        return gone;
    }

    private void Forget(string name)
    {
        lock (_gate)
        {
            if (_entries is not null)
            {
                Remove(name);
            }
        }
    }

    private void Remove(string name)
    {
        if (Entries().Remove(name, out LinkedListNode<Entry>? node))
        {
            _byUse.Remove(node);
            _bytes -= node.Value.Bytes;
        }
    }

    /// <summary>What an earlier process left is read when first asked for, least recently used last; all of it, or it is read again the next time.</summary>
    private Dictionary<string, LinkedListNode<Entry>> Entries()
    {
        if (_entries is not null)
        {
            return _entries;
        }

        List<Entry> left = [];
        DirectoryInfo folder = new(root);
        FileInfo[] files = folder.Exists ? folder.GetFiles("*", SearchOption.AllDirectories) : [];
        foreach (FileInfo file in files.OrderByDescending(file => file.LastAccessTimeUtc))
        {
            if (file.Extension == ".tmp")
            {
                file.Delete();
                continue;
            }

            left.Add(new Entry(file.Name, file.Length, file.LastWriteTimeUtc, file.LastAccessTimeUtc));
        }

        _entries = left.DistinctBy(entry => entry.Name).ToDictionary(entry => entry.Name, _byUse.AddLast, StringComparer.Ordinal);
        _bytes = _byUse.Sum(entry => entry.Bytes);
        return _entries;
    }

    private sealed record Entry(string Name, long Bytes, DateTime Made, DateTime Used);

    [LoggerMessage(1, LogLevel.Warning, "A smaller copy of a picture could not be kept and will be made again")]
    private partial void LogWasNotKept(Exception exception);
}
