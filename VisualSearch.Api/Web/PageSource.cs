namespace VisualSearch.Api.Web;

/// <summary>
/// Where the page's files come from: the assembly, or in Development the source folder below the content root, so that a change shows after a reload.
/// Both hold the same files; which of the two served is in the log.
/// </summary>
internal sealed partial class PageSource
{
    private readonly string? _folder;
    private readonly Lock _reading = new();
    private volatile Snapshot _snapshot;

    public PageSource(IHostEnvironment environment, ILogger<PageSource> logger)
    {
        string folder = Path.Combine(environment.ContentRootPath, "Web", "page");
        if (environment.IsDevelopment() && Directory.Exists(folder))
        {
            _folder = folder;
            Log.ServesTheFolder(logger, folder);
        }

        _snapshot = _folder is null ? new Snapshot(PageFiles.ReadEmbedded(), default) : ReadFolder(_folder);
    }

    public PageFiles Current
    {
        get
        {
            if (_folder is not null && Stamp(_folder) != _snapshot.Stamp)
            {
                lock (_reading)
                {
                    _snapshot = ReadFolder(_folder);
                }
            }

            return _snapshot.Files;
        }
    }

    private static Snapshot ReadFolder(string folder)
    {
        // Before the files: what changes while they are read is read again.
        (int, DateTime) stamp = Stamp(folder);
        return new Snapshot(PageFiles.ReadFolder(folder), stamp);
    }

    private static (int Count, DateTime Newest) Stamp(string folder)
    {
        FileInfo[] files = new DirectoryInfo(folder).GetFiles("*", SearchOption.AllDirectories);
        return (files.Length, files.Max(file => file.LastWriteTimeUtc));
    }

    private sealed record Snapshot(PageFiles Files, (int Count, DateTime Newest) Stamp);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "The page is served from {Folder}; changes show after a reload")]
        public static partial void ServesTheFolder(ILogger logger, string folder);
    }
}
