using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Catalogue;

/// <summary>The folder of <see cref="DataOptions"/>, resolved, with the names of the catalogue's files in it.</summary>
internal sealed class DataDirectory(IOptions<DataOptions> options, IHostEnvironment environment)
{
    public string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(environment.ContentRootPath, options.Value.Directory));

    public string DatabaseFile => DatabaseFileIn(Path);

    public string LockFile => LockFileIn(Path);

    /// <summary>Who holds the lock; apart from it, since a locked file cannot be read.</summary>
    public string OwnerFile => OwnerFileIn(Path);

    public string PicturesFolder => System.IO.Path.Combine(Path, DataOptions.Pictures);

    public static string DatabaseFileIn(string folder) => System.IO.Path.Combine(folder, "catalogue.db");

    public static string LockFileIn(string folder) => System.IO.Path.Combine(folder, "catalogue.lock");

    public static string OwnerFileIn(string folder) => System.IO.Path.Combine(folder, "catalogue.owner");
}
