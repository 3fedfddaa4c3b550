using System.Collections.Concurrent;
using System.Diagnostics;
using YamlDotNet.RepresentationModel;

namespace VisualSearch.AppHost.Tests;

/// <summary>What <c>--operation publish</c> writes: the AppHost as a process of its own, once for each way to call it.</summary>
internal sealed class Publication
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly ConcurrentDictionary<string, Lazy<Task<Publication>>> Made = new();

    private Publication(IReadOnlyDictionary<string, string> files) => Files = files;

    /// <summary>Text by path in the folder, with forward slashes.</summary>
    public IReadOnlyDictionary<string, string> Files { get; }

    /// <summary>Shared: nobody may change it.</summary>
    public static Task<Publication> OfAsync(string target, params string[] settings) =>
        Made.GetOrAdd(string.Join(' ', [target, .. settings]), _ => new Lazy<Task<Publication>>(() => MakeAsync(target, settings))).Value;

    /// <summary>A YAML file's root.</summary>
    public YamlNode Yaml(string path)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(Files[path]));
        return stream.Documents[0].RootNode;
    }

    private static async Task<Publication> MakeAsync(string target, string[] settings)
    {
        string folder = Directory.CreateTempSubdirectory("visualsearch-apphost-").FullName;
        string home = Directory.CreateTempSubdirectory("visualsearch-home-").FullName;
        try
        {
            ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            foreach (string argument in (string[])[typeof(Projects.VisualSearch_AppHost).Assembly.Location, "--operation", "publish", "--step", "publish", "--output-path", folder, "--target", target, .. settings])
            {
                start.ArgumentList.Add(argument);
            }

            // Aspire remembers the values of parameters in the user's home, for a deployment: not those of tests.
            start.Environment["HOME"] = start.Environment["USERPROFILE"] = home;
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            using CancellationTokenSource limit = new(Patience);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }

            Assert.True(process.ExitCode == 0, $"Publishing ended with {process.ExitCode}:\n{await output}\n{await errors}");
            return new Publication(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .ToDictionary(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllText));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            Directory.Delete(home, recursive: true);
        }
    }
}
