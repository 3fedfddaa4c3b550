using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Images;

/// <summary>Pictures in a folder of this machine: <c>ab/cd/abcd…</c>, so that no folder grows large. A file appears whole or not at all.</summary>
internal sealed class FolderImageStore : IImageStore
{
    private const string Unfinished = ".tmp";

    /// <summary>An unfinished file this old is nobody's any more: writing one takes seconds.</summary>
    private static readonly TimeSpan LongestWrite = TimeSpan.FromHours(1);

    private readonly string _root;
    private readonly TimeProvider _time;

    // Between looking at a file's time and removing it, nobody may count on the file.
    private readonly Lock _gate = new();

    public FolderImageStore(string root, TimeProvider time)
    {
        _root = Path.GetFullPath(root);
        _time = time;
    }

    /// <summary>The folder <c>pictures</c> under <c>Data:Directory</c>.</summary>
    public FolderImageStore(IOptions<DataOptions> data, IHostEnvironment environment, TimeProvider time)
        : this(Path.Combine(environment.ContentRootPath, data.Value.Directory, DataOptions.Pictures), time)
    {
    }

    public async Task<string> SaveAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string key = KeptKey.Of(content.Span);
        string path = PathOf(key);
        if (Touch(path))
        {
            return key;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = $"{path}.{Guid.NewGuid():N}{Unfinished}";
        try
        {
            FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            File.SetLastWriteTimeUtc(temporary, Now);

            // Two writers of one content write the same bytes: whoever comes last replaces like with like.
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        return key;
    }

    public async Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        if (!KeptKey.IsValid(key))
        {
            return null;
        }

        try
        {
            return await File.ReadAllBytesAsync(PathOf(key), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string? path = KeptKey.IsValid(key) ? PathOf(key) : null;
        if (path is not null && Directory.Exists(Path.GetDirectoryName(path)))
        {
            File.Delete(path);
        }

        return Task.CompletedTask;
    }

    /// <remarks>What a process that was killed left unfinished is removed on the way, since no key leads to it.</remarks>
    public async IAsyncEnumerable<string> ListAsync(DateTimeOffset savedBefore, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        DirectoryInfo folder = new(_root);
        if (!folder.Exists)
        {
            yield break;
        }

        foreach (FileInfo file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (KeptKey.IsValid(file.Name) && file.LastWriteTimeUtc < savedBefore.UtcDateTime)
            {
                yield return file.Name;
            }
            else if (file.Extension == Unfinished && file.LastWriteTimeUtc < Now - LongestWrite)
            {
                file.Delete();
            }
        }
    }

    public Task<bool> DeleteOldAsync(string key, DateTimeOffset savedBefore, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!KeptKey.IsValid(key))
        {
            return Task.FromResult(false);
        }

        FileInfo file = new(PathOf(key));
        lock (_gate)
        {
            bool old = file.Exists && file.LastWriteTimeUtc < savedBefore.UtcDateTime;
            if (old)
            {
                file.Delete();
            }

            return Task.FromResult(old);
        }
    }

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    private bool Touch(string path)
    {
        lock (_gate)
        {
            if (!File.Exists(path))
            {
                return false;
            }

            File.SetLastWriteTimeUtc(path, Now);
            return true;
        }
    }

    private string PathOf(string key) => Path.Combine(_root, key[..2], key[2..4], key);
}
