using System.Security.Cryptography;
using System.Text.Json;
using VisualSearch.Engine.Embedding.Manifests;

namespace VisualSearch.Engine.Embedding;

/// <summary>Finds a model's files and checks that they are what the manifest says.</summary>
/// <remarks>
/// A hash once computed is kept in <see cref="LockFile"/> beside the file, with the size and the time of writing it belongs to, so that a
/// start does not read hundreds of megabytes again. For a file whose hash the manifest does not know, the lock is the truth from then on.
/// </remarks>
internal static class ModelFiles
{
    public const string LockFile = "files.lock.json";

    // Hashing less than this takes milliseconds, and folders of small models may well be read-only or under version control.
    private const long WorthKeeping = 32L << 20;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>Where a file lies, or null.</summary>
    public static string? Find(IReadOnlyList<string> folders, string file) =>
        folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    /// <summary>The SHA-256 of the file.</summary>
    /// <param name="readAgain">The file is read whatever the lock says of it: finds what changed without the system noticing.</param>
    /// <exception cref="ModelUnavailableException">It is not the file that the manifest, or the lock, means.</exception>
    public static async Task<string> VerifyAsync(string path, string name, ModelFile expected, bool readAgain, CancellationToken cancellationToken)
    {
        FileInfo file = Opened(path);
        if (expected.Bytes is { } bytes && file.Length != bytes)
        {
            throw new ModelUnavailableException($"{path} is damaged: it has {file.Length} bytes instead of {bytes}. Delete it and get it again");
        }

        string lockPath = LockOf(path);
        Dictionary<string, LockedFile> locked = ReadLock(lockPath);
        string key = Path.GetFileName(path);
        long modified = file.LastWriteTimeUtc.Ticks;
        LockedFile? known = locked.GetValueOrDefault(key);
        string sha256 = !readAgain && known is not null && known.Bytes == file.Length && known.Modified == modified
            ? known.Sha256
            : await HashAsync(path, cancellationToken).ConfigureAwait(false);
        if (expected.Sha256 is { } wanted && sha256 != wanted)
        {
            throw new ModelUnavailableException($"{path} is damaged: its SHA-256 is {sha256} instead of {wanted}. Delete it and get it again");
        }

        if (expected.Sha256 is null && known is not null && known.Sha256 != sha256)
        {
            throw new ModelUnavailableException($"{path} is not the file it was: its SHA-256 is {sha256}, {lockPath} has {known.Sha256}. Get {name} again, or delete its entry there if the change was meant");
        }

        LockedFile now = new(sha256, file.Length, modified);
        if (known != now && (expected.Sha256 is null || file.Length >= WorthKeeping))
        {
            locked[key] = now;
            WriteLock(lockPath, locked);
        }

        return sha256;
    }

    /// <summary>The SHA-256 that the lock holds the file to; null when it was never seen.</summary>
    public static string? LockedHash(string path) => ReadLock(LockOf(path)).GetValueOrDefault(Path.GetFileName(path))?.Sha256;

    /// <summary>Writes into the lock what was hashed while it was downloaded, so that the first start need not read it again.</summary>
    public static void Lock(string path, string sha256)
    {
        FileInfo file = Opened(path);
        Dictionary<string, LockedFile> locked = ReadLock(LockOf(path));
        locked[Path.GetFileName(path)] = new LockedFile(sha256, file.Length, file.LastWriteTimeUtc.Ticks);
        WriteLock(LockOf(path), locked);
    }

    private static string LockOf(string path) => Path.Combine(Path.GetDirectoryName(path)!, LockFile);

    private static FileInfo Opened(string path)
    {
        FileInfo file = new(path);
        return file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
    }

    private static Dictionary<string, LockedFile> ReadLock(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, LockedFile>>(File.ReadAllBytes(path), Json) ?? [] : [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // A lock that cannot be read only costs the time to hash again.
            return [];
        }
    }

    private static void WriteLock(string path, Dictionary<string, LockedFile> locked)
    {
        string part = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}.part";
        try
        {
            File.WriteAllBytes(part, JsonSerializer.SerializeToUtf8Bytes(locked, Json));
            File.Move(part, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only folder of models is no reason not to use them; the next start hashes again.
        }
    }

    private sealed record LockedFile(string Sha256, long Bytes, long Modified);
}
