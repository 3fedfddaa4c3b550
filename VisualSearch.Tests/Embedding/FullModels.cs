using System.IO.Compression;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Embedding;

/// <summary>The full-shape synthetic models, unpacked once a machine into a folder for temporary files.</summary>
internal static class FullModels
{
    private static readonly Lock Gate = new();

    /// <summary>The path of one file, unpacked.</summary>
    public static string PathOf(string file)
    {
        lock (Gate)
        {
            string folder = Path.Combine(Path.GetTempPath(), "visualsearch-models", "full");
            Directory.CreateDirectory(folder);
            string target = Path.Combine(folder, file);
            string packed = SharedFolder.PathOf("models", "clip-synthetic", "full", file + ".gz");
            if (!File.Exists(packed))
            {
                return SharedFolder.PathOf("models", "clip-synthetic", "full", file);
            }

            if (!File.Exists(target))
            {
                string part = $"{target}.{Environment.ProcessId}.part";
                using (FileStream from = File.OpenRead(packed))
                using (GZipStream unpacked = new(from, CompressionMode.Decompress))
                using (FileStream to = File.Create(part))
                {
                    unpacked.CopyTo(to);
                }

                File.Move(part, target, overwrite: true);
            }

            return target;
        }
    }
}
