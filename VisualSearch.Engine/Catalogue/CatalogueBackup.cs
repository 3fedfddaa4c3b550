using System.Formats.Tar;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace VisualSearch.Engine.Catalogue;

/// <summary>
/// Copies the catalogue and the kept pictures into one tar file, while a server works on them or not. <c>VACUUM INTO</c> reads one state of the database however long it takes
/// and however much is written meanwhile; SQLite's page by page backup would begin anew at each write of another process.
/// </summary>
public sealed class CatalogueBackup
{
    private readonly DataDirectory _directory;
    private readonly CatalogueDatabase _database;
    private readonly TimeProvider _time;

    internal CatalogueBackup(DataDirectory directory, CatalogueDatabase database, TimeProvider time)
    {
        _directory = directory;
        _database = database;
        _time = time;
    }

    /// <summary>Writes the backup; the file appears whole or not at all, and replaces one that is there.</summary>
    /// <param name="file">Absolute. Beside it there must be room for the database once more while it is written.</param>
    /// <param name="progress">Pictures written so far.</param>
    /// <exception cref="CatalogueUnavailableException">The catalogue cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task<BackupReport> WriteAsync(string file, Action<long> progress, CancellationToken cancellationToken)
    {
        string copy = file + ".catalogue.part";
        string part = file + ".part";
        try
        {
            // Left by a backup that was killed; SQLite's journal of it as well.
            Remove(copy, part);

            // The copy is as private as the backup: made by SQLite itself it would be open to all until then. VACUUM INTO takes an empty file.
            await new FileStream(copy, OptionsOfOutput()).DisposeAsync().ConfigureAwait(false);
            await _database.ReadAsync((context, token) => context.Database.ExecuteSqlAsync($"VACUUM INTO {copy}", token), cancellationToken).ConfigureAwait(false);
            long products = await CountAsync(copy, cancellationToken).ConfigureAwait(false);
            BackupReport report;
            FileStream output = new(part, OptionsOfOutput());
            await using (output.ConfigureAwait(false))
            {
                report = await WriteAsync(output, copy, products, progress, cancellationToken).ConfigureAwait(false);
                output.Flush(flushToDisk: true);
            }

            File.Move(part, file, overwrite: true);
            return report with { Bytes = new FileInfo(file).Length };
        }
        finally
        {
            Remove(copy, part);
        }
    }

    private static void Remove(string copy, string part)
    {
        foreach (string file in (string[])[copy, copy + "-journal", copy + "-wal", copy + "-shm", part])
        {
            File.Delete(file);
        }
    }

    /// <summary>Of the copy: the database that it was taken from goes on.</summary>
    private static async Task<long> CountAsync(string copy, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = copy, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        using SqliteCommand count = connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM products WHERE deleted_at IS NULL";
        return (long)(await count.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private async Task<BackupReport> WriteAsync(FileStream output, string copy, long products, Action<long> progress, CancellationToken cancellationToken)
    {
        TarWriter tar = new(output, TarEntryFormat.Pax, leaveOpen: true);
        await using (tar.ConfigureAwait(false))
        {
            string sha256;
            FileStream catalogue = new(copy, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
            await using (catalogue.ConfigureAwait(false))
            {
                sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(catalogue, cancellationToken).ConfigureAwait(false));
                catalogue.Position = 0;
                await AddAsync(tar, BackupFacts.CatalogueEntry, catalogue, cancellationToken).ConfigureAwait(false);
            }

            long count = 0;
            long bytes = 0;
            List<string> damaged = [];
            foreach (string picture in Pictures())
            {
                byte[]? content = await ReadAsync(picture, cancellationToken).ConfigureAwait(false);
                string name = Path.GetFileName(picture);
                if (content is null || ContentHash.Of(content).ToString() != name)
                {
                    damaged.Add(name);
                    continue;
                }

                using MemoryStream data = new(content);
                await AddAsync(tar, $"{BackupFacts.PicturesPrefix}{name[..2]}/{name[2..4]}/{name}", data, cancellationToken).ConfigureAwait(false);
                bytes += content.Length;
                progress(++count);
            }

            BackupFacts facts = new(BackupFacts.PresentFormat, _time.GetUtcNow(), sha256, new FileInfo(copy).Length, products, count, bytes);
            using MemoryStream last = new(facts.ToJson());
            await AddAsync(tar, BackupFacts.Entry, last, cancellationToken).ConfigureAwait(false);
            return new BackupReport(facts, damaged, 0);
        }
    }

    private static FileStreamOptions OptionsOfOutput()
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows())
        {
            // The search log tells what people looked for.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    /// <summary>Those that the copied catalogue names are among them, since a picture is kept before a product refers to it; save one that was cleared away since.</summary>
    private IEnumerable<string> Pictures() => Directory.Exists(_directory.PicturesFolder)
        ? Directory.EnumerateFiles(_directory.PicturesFolder, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) is { Length: 2 * ContentHash.Length } name && name.All(char.IsAsciiHexDigitLower))
        : [];

    /// <summary>Null when it cannot be read, or is gone since it was listed.</summary>
    private static async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private async Task AddAsync(TarWriter tar, string name, Stream content, CancellationToken cancellationToken)
    {
        PaxTarEntry entry = new(TarEntryType.RegularFile, name) { DataStream = content, ModificationTime = _time.GetUtcNow(), Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        await tar.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
    }
}

/// <param name="DamagedPictures">Names of kept pictures that could not be read or are not what their name says; they were left out.</param>
/// <param name="Bytes">Of the backup.</param>
public sealed record BackupReport(BackupFacts Facts, IReadOnlyList<string> DamagedPictures, long Bytes);
