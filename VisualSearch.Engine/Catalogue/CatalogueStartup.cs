using Microsoft.Extensions.Logging;
using VisualSearch.Engine.Catalogue.Postgres;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Takes the data directory, where one process has the catalogue to itself, and brings the catalogue up to date. A host awaits it before anything else uses the catalogue.</summary>
public sealed partial class CatalogueStartup : IDisposable
{
    private readonly DataDirectory _directory;
    private readonly CatalogueDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger<CatalogueStartup> _logger;
    private DataDirectoryLock? _lock;

    internal CatalogueStartup(DataDirectory directory, CatalogueDatabase database, TimeProvider time, ILogger<CatalogueStartup> logger)
    {
        _directory = directory;
        _database = database;
        _time = time;
        _logger = logger;
    }

    /// <summary>The folder of this process's files, as an absolute path; its own alone in embedded mode.</summary>
    public string Directory => _directory.Path;

    /// <summary>Safe to call again.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process owns the directory.</exception>
    /// <exception cref="CatalogueUnavailableException">The file cannot be opened or written; the server cannot be reached, or its schema is not up to date and may not be changed.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_database is PostgresDatabase postgres)
        {
            await postgres.PrepareAsync(cancellationToken).ConfigureAwait(false);
            OpenedCatalogue(_logger, _database.Place);
            return;
        }

        if (_lock is null)
        {
            _lock = await DataDirectoryLock.TakeAsync(_directory, _time, cancellationToken).ConfigureAwait(false);
            RestoredFolder.Finish(_directory);
        }

        try
        {
            await _database.MigrateAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (CatalogueUnavailableException failure)
        {
            throw new CatalogueUnavailableException($"{failure.Message} The file is {_directory.DatabaseFile}; another folder is named with Data:Directory.", failure);
        }

        OpenedCatalogue(_logger, _database.Place);
    }

    /// <summary>Tells others on this machine where the owner of the directory serves, so that they can do their work through it.</summary>
    /// <exception cref="IOException">It could not be written; nothing else depends on it.</exception>
    public void Announce(Uri address)
    {
        if (_lock is not null)
        {
            new DataDirectoryOwner(Environment.ProcessId, address).Write(_directory.OwnerFile);
        }
    }

    /// <summary>Closes the file, then lets go of the directory.</summary>
    public void Dispose()
    {
        _database.Dispose();
        _lock?.Dispose();
        _lock = null;
    }

    [LoggerMessage(LogLevel.Information, "Opened the catalogue {Place}")]
    private static partial void OpenedCatalogue(ILogger logger, string place);
}
