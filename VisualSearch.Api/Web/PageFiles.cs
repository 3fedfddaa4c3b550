using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace VisualSearch.Api.Web;

/// <summary>All files of the page, as they belong together: one version, in every address but those of the documents themselves.</summary>
internal sealed class PageFiles
{
    /// <summary>The page for shoppers.</summary>
    public const string DocumentPath = "index.html";

    /// <summary>The page for operators.</summary>
    public const string OperatorsPath = "admin/index.html";

    /// <summary>What stands for the version in a document as it is written.</summary>
    private const string AnyVersion = "page/-/";

    private const string ResourcePrefix = "page/";

    private readonly Dictionary<string, PageFile> _files;
    private readonly Dictionary<string, PageFile> _documents;

    private PageFiles(IEnumerable<PageFile> files)
    {
        _files = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', _files.Values.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => $"{file.Path} {file.Hash}")))))[..12];
        _documents = new string[] { DocumentPath, OperatorsPath }.Where(_files.ContainsKey).ToDictionary(path => path, WithVersion, StringComparer.Ordinal);
    }

    /// <summary>Moves with any byte of any file.</summary>
    public string Version { get; }

    /// <summary>What <c>/</c> answers.</summary>
    /// <inheritdoc cref="FindDocument"/>
    public PageFile Document => _documents[DocumentPath];

    public IReadOnlyCollection<PageFile> All => _files.Values;

    /// <summary>A document as it is sent: every address in it is relative and has the version, so that it works behind a proxy's prefix and the rest may be cached for ever.</summary>
    public PageFile? FindDocument(string path) => _documents.GetValueOrDefault(path);

    public PageFile? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>The files in the assembly: there is nothing to lose on the way from a build to where it runs.</summary>
    public static PageFiles ReadEmbedded()
    {
        Assembly assembly = typeof(PageFiles).Assembly;
        return new PageFiles(assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(name => new PageFile(name[ResourcePrefix.Length..].Replace('\\', '/'), ReadResource(assembly, name))));
    }

    /// <summary>The files as they lie in the source.</summary>
    public static PageFiles ReadFolder(string folder) =>
        new(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => new PageFile(Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes(file))));

    private PageFile WithVersion(string path) =>
        new(path, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(_files[path].Content).Replace(AnyVersion, $"page/{Version}/", StringComparison.Ordinal)));

    private static byte[] ReadResource(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
