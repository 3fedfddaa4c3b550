using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>Rows of a folder of pictures: each picture is a product, named like its file and known again by its path; a folder inside is a category.</summary>
internal sealed class PictureRows : RowSource
{
    private static readonly string[] Formats = [".jpg", ".jpeg", ".png", ".webp"];
    private static readonly string[] TheColumns = ["external_id", "title", "category", "image"];

    private readonly string[] _pictures;
    private long _position;

    private PictureRows(string[] pictures) => _pictures = pictures;

    public override IReadOnlyList<string> Columns => TheColumns;

    public override long? Length => _pictures.Length;

    public override long Position => Interlocked.Read(ref _position);

    /// <exception cref="CommandFailedException">There are no pictures in the folder.</exception>
    public static PictureRows Open(string folder)
    {
        string root = Path.GetFullPath(folder);
        EnumerationOptions all = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = true };
        FileInfo[] files = [.. new DirectoryInfo(root).EnumerateFiles("*", all)
            .Where(file => Formats.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
            .OrderBy(file => file.FullName, StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            throw new CommandFailedException(ExitCode.Failed, $"There are no pictures (JPEG, PNG, WebP) in {root}. To import a table, name the file itself.");
        }

        using IncrementalHash state = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (FileInfo file in files)
        {
            state.AppendData(Encoding.UTF8.GetBytes($"{file.FullName}|{FileState.Of(file)}\n"));
        }

        return new PictureRows([.. files.Select(file => Path.GetRelativePath(root, file.FullName))])
        {
            Name = root,
            Identity = new SourceIdentity(root, Convert.ToHexStringLower(state.GetHashAndReset())),
        };
    }

    public override async IAsyncEnumerable<SourceRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        string[] ids = IdsOf([.. _pictures.Select(WithSlashes)]);
        foreach ((int index, string picture) in _pictures.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Interlocked.Increment(ref _position);
            string name = Path.GetFileNameWithoutExtension(picture);
            string category = WithSlashes(Path.GetDirectoryName(picture)!);
            yield return new SourceRow(index + 1, index + 1, TheColumns, [new Cell(ids[index]), new Cell(name), new Cell(category), Picture(picture)]);
        }
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The path without the format where that tells the picture from all others, else the whole path.</summary>
    private static string[] IdsOf(string[] paths)
    {
        HashSet<string> whole = new(paths, StringComparer.Ordinal);
        Dictionary<string, int> times = paths.CountBy(WithoutFormat, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return [.. paths.Select(path => times[WithoutFormat(path)] == 1 && !whole.Contains(WithoutFormat(path)) ? WithoutFormat(path) : path)];
    }

    private static string WithoutFormat(string path) => path[..^Path.GetExtension(path).Length];

    private static string WithSlashes(string path) => path.Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>As a JSON value, since a file's name may contain what separates names in a table.</summary>
    private static Cell Picture(string name) => Cell.Of(System.Text.Json.JsonSerializer.SerializeToElement(name));
}
