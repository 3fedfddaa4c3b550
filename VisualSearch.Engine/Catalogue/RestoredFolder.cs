namespace VisualSearch.Engine.Catalogue;

/// <summary>
/// The way of a restored catalogue into the data folder. It is gathered and checked in <c>restore.part</c>; renaming that to <c>restore.ready</c> decides. From then on each
/// step is a rename that may be repeated, so whoever owns the folder next completes what a process that was killed had begun; the old catalogue waits in <c>restore.old</c>.
/// </summary>
internal static class RestoredFolder
{
    public static string PartIn(string folder) => Path.Combine(folder, "restore.part");

    public static string ReadyIn(string folder) => Path.Combine(folder, "restore.ready");

    public static bool IsReadyIn(string folder) => Directory.Exists(ReadyIn(folder));

    /// <summary>Completes a restore that was decided, and clears away one that was not. The caller owns the folder and has the catalogue closed.</summary>
    /// <exception cref="CatalogueUnavailableException">A file cannot be moved; the next try goes on.</exception>
    public static void Finish(DataDirectory directory)
    {
        string ready = ReadyIn(directory.Path);
        string old = Path.Combine(directory.Path, "restore.old");
        try
        {
            Remove(PartIn(directory.Path));
            if (Directory.Exists(ready))
            {
                Directory.CreateDirectory(old);
                SwapPictures(directory, ready, old);
                SwapDatabase(directory, ready, old);
                Remove(ready);
            }

            Remove(old);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CatalogueUnavailableException($"The catalogue that is being restored in {directory.Path} cannot be put in its place: {failure.Message}", failure);
        }
    }

    private static void SwapPictures(DataDirectory directory, string ready, string old)
    {
        string restored = Path.Combine(ready, DataOptions.Pictures);
        if (!Directory.Exists(restored))
        {
            return;
        }

        if (Directory.Exists(directory.PicturesFolder))
        {
            Directory.Move(directory.PicturesFolder, Path.Combine(old, DataOptions.Pictures));
        }

        Directory.Move(restored, directory.PicturesFolder);
    }

    private static void SwapDatabase(DataDirectory directory, string ready, string old)
    {
        string restored = DataDirectory.DatabaseFileIn(ready);
        if (!File.Exists(restored))
        {
            return;
        }

        // The old file's log would be played into the new file, so they leave together.
        foreach (string file in new[] { directory.DatabaseFile, directory.DatabaseFile + "-wal", directory.DatabaseFile + "-shm" }.Where(File.Exists))
        {
            File.Move(file, Path.Combine(old, Path.GetFileName(file)), overwrite: true);
        }

        File.Move(restored, directory.DatabaseFile);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
