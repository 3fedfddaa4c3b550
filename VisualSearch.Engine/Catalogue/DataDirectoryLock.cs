using System.Globalization;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Holds the data directory for this process until disposed; the system lets go of it when the process ends in any way.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream _held;

    private DataDirectoryLock(FileStream held) => _held = held;

    /// <exception cref="DataDirectoryInUseException">Another process (or another catalogue in this one) has it.</exception>
    /// <exception cref="CatalogueUnavailableException">The directory cannot be made or written.</exception>
    public static DataDirectoryLock Take(DataDirectory directory)
    {
        FileStream held;
        try
        {
            Directory.CreateDirectory(directory.Path);
            held = new FileStream(directory.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException || (failure is IOException && !File.Exists(directory.LockFile)))
        {
            throw new CatalogueUnavailableException($"The data directory {directory.Path} cannot be written ({failure.Message}) Name another with Data:Directory, or give this user the right to write there.", failure);
        }
        catch (IOException failure)
        {
            throw new DataDirectoryInUseException(
                $"The data directory {directory.Path} is in use by process {DataDirectoryOwner.Read(directory.OwnerFile).Process?.ToString(CultureInfo.InvariantCulture) ?? "(unknown)"}. One process at a time can own it: stop that one, name another with Data:Directory, or talk to the running server with --url.",
                failure);
        }

        new DataDirectoryOwner(Environment.ProcessId, null).Write(directory.OwnerFile);
        return new DataDirectoryLock(held);
    }

    /// <summary>The lock file stays: removing it while another process waits to open it would give both a lock of their own.</summary>
    public void Dispose() => _held.Dispose();
}
