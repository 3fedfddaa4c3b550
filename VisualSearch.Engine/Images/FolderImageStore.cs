using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Images;

/// <summary>Pictures in a folder of this machine: <c>ab/cd/abcd…</c>, so that no folder grows large. A file appears whole or not at all.</summary>
internal sealed class FolderImageStore : IImageStore
{
    private readonly string _root;

    public FolderImageStore(string root) => _root = Path.GetFullPath(root);

    /// <summary>The folder <c>pictures</c> under <c>Data:Directory</c>.</summary>
    public FolderImageStore(IOptions<DataOptions> data, IHostEnvironment environment)
        : this(Path.Combine(environment.ContentRootPath, data.Value.Directory, "pictures"))
    {
    }

    public async Task<string> SaveAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string key = KeptKey.Of(content.Span);
        string path = PathOf(key);
        if (File.Exists(path))
        {
            return key;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

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

    private string PathOf(string key) => Path.Combine(_root, key[..2], key[2..4], key);
}
