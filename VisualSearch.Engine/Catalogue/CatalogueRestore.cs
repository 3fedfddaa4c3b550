using System.Formats.Tar;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Puts a backup in the place of a catalogue. All of it is read and checked before anything is touched; after that each step may be cut short and repeated.</summary>
public sealed class CatalogueRestore
{
    /// <summary>Of what a backup says about itself, in bytes; it has seven members.</summary>
    private const long MostBytesOfFacts = 64 * 1024;

    private readonly DataDirectory _directory;
    private readonly CatalogueDatabase _database;
    private readonly TimeProvider _time;

    internal CatalogueRestore(DataDirectory directory, CatalogueDatabase database, TimeProvider time)
    {
        _directory = directory;
        _database = database;
        _time = time;
    }

    /// <param name="replace">A catalogue, or pictures, that are there may be replaced.</param>
    /// <param name="progress">Pictures read so far.</param>
    /// <exception cref="DataDirectoryInUseException">Another process owns the folder.</exception>
    /// <exception cref="CatalogueUnavailableException">The folder cannot be written.</exception>
    /// <exception cref="IOException">The backup cannot be read, or there is no room for it.</exception>
    public async Task<RestoreResult> RunAsync(string file, bool replace, Action<long> progress, CancellationToken cancellationToken)
    {
        using FileStream backup = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        using DataDirectoryLock own = await DataDirectoryLock.TakeAsync(_directory, _time, cancellationToken).ConfigureAwait(false);
        RestoredFolder.Finish(_directory);
        if (!replace && (File.Exists(_directory.DatabaseFile) || (Directory.Exists(_directory.PicturesFolder) && Directory.EnumerateFileSystemEntries(_directory.PicturesFolder).Any())))
        {
            return new RestoreResult(RestoreOutcome.NotEmpty, $"There is a catalogue in {_directory.Path} already.", null);
        }

        string part = RestoredFolder.PartIn(_directory.Path);
        try
        {
            Directory.CreateDirectory(Path.Combine(part, DataOptions.Pictures));
            (BackupFacts? facts, string? fault) = await ExtractAsync(backup, part, progress, cancellationToken).ConfigureAwait(false);
            fault ??= await FaultOfAsync(DataDirectory.DatabaseFileIn(part), cancellationToken).ConfigureAwait(false);
            if (fault is not null)
            {
                return new RestoreResult(RestoreOutcome.Damaged, $"{file} cannot be restored: {fault} Nothing was changed.", null);
            }

            Directory.Move(part, RestoredFolder.ReadyIn(_directory.Path));
            RestoredFolder.Finish(_directory);
            return new RestoreResult(RestoreOutcome.Restored, null, facts);
        }
        finally
        {
            if (Directory.Exists(part))
            {
                Directory.Delete(part, recursive: true);
            }
        }
    }

    private static async Task<(BackupFacts? Facts, string? Fault)> ExtractAsync(FileStream backup, string part, Action<long> progress, CancellationToken cancellationToken)
    {
        BackupFacts? facts = null;
        string? sha256 = null;
        long pictures = 0;
        try
        {
            TarReader tar = new(backup, leaveOpen: true);
            await using (tar.ConfigureAwait(false))
            {
                while (await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
                {
                    if (facts is not null || entry.EntryType != TarEntryType.RegularFile)
                    {
                        return (null, $"it has an entry {entry.Name} that does not belong there.");
                    }

                    Stream content = entry.DataStream ?? Stream.Null;
                    if (entry.Name == BackupFacts.CatalogueEntry)
                    {
                        sha256 = await CopyAsync(content, DataDirectory.DatabaseFileIn(part), cancellationToken).ConfigureAwait(false);
                    }
                    else if (entry.Name == BackupFacts.Entry)
                    {
                        if (entry.Length > MostBytesOfFacts)
                        {
                            return (null, "its description is longer than any.");
                        }

                        facts = BackupFacts.Read(await ReadAsync(content, cancellationToken).ConfigureAwait(false));
                    }
                    else if (PictureOf(entry.Name) is { } name)
                    {
                        string path = Path.Combine(part, DataOptions.Pictures, name[..2], name[2..4], name);
                        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                        if (await CopyAsync(content, path, cancellationToken).ConfigureAwait(false) != name)
                        {
                            return (null, $"the picture {name} in it is damaged.");
                        }

                        progress(++pictures);
                    }
                    else
                    {
                        return (null, $"it has an entry {entry.Name} that does not belong there.");
                    }
                }
            }
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or EndOfStreamException or FormatException)
        {
            return (null, "it is not a backup, or it was cut off.");
        }

        return (facts, FaultOf(facts, sha256, pictures));
    }

    private static string? FaultOf(BackupFacts? facts, string? sha256, long pictures)
    {
        if (facts is null || sha256 is null)
        {
            return "it is not a backup, or it was cut off.";
        }

        if (facts.Format != BackupFacts.PresentFormat)
        {
            return "it was made by a newer version of this program.";
        }

        return facts.CatalogueSha256 == sha256 && facts.Pictures == pictures ? null : "its content is not what was written into it.";
    }

    /// <summary>Why the catalogue cannot be used by this program; null when it can.</summary>
    private async Task<string?> FaultOfAsync(string file, CancellationToken cancellationToken)
    {
        string[] known = await _database.ReadAsync<string[]>((context, _) => Task.FromResult<string[]>([.. context.Database.GetMigrations()]), cancellationToken).ConfigureAwait(false);
        try
        {
            using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            using SqliteCommand check = connection.CreateCommand();
            check.CommandText = "PRAGMA integrity_check";
            if (await check.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not "ok")
            {
                return "the database in it is damaged.";
            }

            using SqliteCommand migrations = connection.CreateCommand();
            migrations.CommandText = "SELECT MigrationId FROM __EFMigrationsHistory";
            using SqliteDataReader reader = await migrations.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (!known.Contains(reader.GetString(0), StringComparer.Ordinal))
                {
                    return "it was made by a newer version of this program.";
                }
            }

            return null;
        }
        catch (SqliteException)
        {
            return "the database in it is damaged.";
        }
    }

    /// <summary>The key of an entry below <c>pictures/</c>; null for any other name, so that no name leads out of the folder.</summary>
    private static string? PictureOf(string entry) =>
        entry.Split('/') is [DataOptions.Pictures, var first, var second, { Length: 2 * ContentHash.Length } name] && name.All(char.IsAsciiHexDigitLower) && first == name[..2] && second == name[2..4] ? name : null;

    private static async Task<string> CopyAsync(Stream content, string path, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 16];
        FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            file.Flush(flushToDisk: true);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<byte[]> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        using MemoryStream all = new();
        await content.CopyToAsync(all, cancellationToken).ConfigureAwait(false);
        return all.ToArray();
    }
}

/// <summary>How a restore ended.</summary>
public enum RestoreOutcome
{
    Restored,

    /// <summary>There is something that would be replaced; nothing was changed.</summary>
    NotEmpty,

    /// <summary>The file is not a whole backup that this program can use; nothing was changed.</summary>
    Damaged,
}

/// <param name="Problem">In a sentence; null when it was restored.</param>
/// <param name="Facts">Null unless it was restored.</param>
public sealed record RestoreResult(RestoreOutcome Outcome, string? Problem, BackupFacts? Facts);
