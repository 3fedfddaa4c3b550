using System.Globalization;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Holds the data directory for this process until disposed; the system lets go of it when the process ends in any way.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    // Together a second: longer than another process looks, or a child that was just started holds what it inherited; shorter than anyone waits in vain.
    private const int Attempts = 21;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _held;

    private DataDirectoryLock(FileStream held) => _held = held;

    /// <summary>Tries for a second: whoever only looks whether the directory is owned locks it for a moment.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process (or another catalogue in this one) has it.</exception>
    /// <exception cref="CatalogueUnavailableException">The directory cannot be made or written.</exception>
    public static async Task<DataDirectoryLock> TakeAsync(DataDirectory directory, TimeProvider time, CancellationToken cancellationToken)
    {
        FileStream held = await OpenAsync(directory, time, cancellationToken).ConfigureAwait(false);
        try
        {
            new DataDirectoryOwner(Environment.ProcessId, null).Write(directory.OwnerFile);
            return new DataDirectoryLock(held);
        }
        catch
        {
            await held.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The lock file stays: removing it while another process waits to open it would give both a lock of their own.</summary>
    public void Dispose() => _held.Dispose();

    private static async Task<FileStream> OpenAsync(DataDirectory directory, TimeProvider time, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Directory.CreateDirectory(directory.Path);
                return new FileStream(directory.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (Exception failure) when (failure is UnauthorizedAccessException || (failure is IOException && !File.Exists(directory.LockFile)))
            {
                throw new CatalogueUnavailableException($"The data directory {directory.Path} cannot be written ({failure.Message}) Name another with Data:Directory, or give this user the right to write there.", failure);
            }
            catch (IOException failure) when (attempt == Attempts)
            {
                throw new DataDirectoryInUseException(
                    $"The data directory {directory.Path} is in use by process {DataDirectoryOwner.Read(directory.OwnerFile).Process?.ToString(CultureInfo.InvariantCulture) ?? "(unknown)"}. One process at a time can own it: stop that one, name another with Data:Directory, or talk to the running server with --url.",
                    failure);
            }
            catch (IOException)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
