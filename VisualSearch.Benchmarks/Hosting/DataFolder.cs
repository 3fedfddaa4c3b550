using VisualSearch.Benchmarks.Models;

namespace VisualSearch.Benchmarks.Hosting;

/// <summary>A content root of one run's own, gone with it, and the settings that make an Api use it.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("visualsearch-run-").FullName;

    public string Data => Path.Combine(Root, "data");

    /// <summary>Settings for the synthetic model in one variant.</summary>
    public Dictionary<string, string?> Settings(SyntheticClip clip, string variant) => new()
    {
        ["Data:Directory"] = Data,
        ["Demo:Load"] = "false",
        ["Models:Directory"] = clip.Directory,
        ["Embedding:Model"] = SyntheticClip.Name,
        ["Embedding:Variant"] = variant,
        ["Embedding:Device"] = "cpu",
    };

    /// <summary>Settings for the model that ships.</summary>
    public Dictionary<string, string?> BundledSettings() => new()
    {
        ["Data:Directory"] = Data,
        ["Demo:Load"] = "false",
        ["Embedding:Model"] = "efficientnet-lite1-240",
        ["Embedding:Device"] = "cpu",
    };

    /// <summary>Takes over the files of a folder that was prepared once.</summary>
    public void CopyFrom(string prepared)
    {
        Directory.CreateDirectory(Data);
        foreach (string file in Directory.EnumerateFiles(prepared))
        {
            File.Copy(file, Path.Combine(Data, Path.GetFileName(file)));
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
