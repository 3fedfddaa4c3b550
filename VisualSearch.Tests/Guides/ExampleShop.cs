using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Guides;

/// <summary>An Api with a key and the fruit of the demo shop, and a folder with a picture to search by: what the examples expect to find.</summary>
public sealed class ExampleShop : IAsyncLifetime
{
    private const string Key = "key-of-the-examples";

    private readonly TemporaryFolder _demo = new();
    private readonly TemporaryFolder _folder = new();
    private ApiHost? _api;

    internal BusySpells Busy { get; } = new();

    /// <summary>Where the examples run; <c>photo.jpg</c> is a banana.</summary>
    internal string Folder => _folder.Path;

    public async ValueTask InitializeAsync()
    {
        string[] fruit = [.. File.ReadLines(Repository.PathOf("samples", "sample-shop", "catalog.jsonl")).Where(line => line.Contains("\"category\": \"food/fruit\"", StringComparison.Ordinal))];
        await File.WriteAllLinesAsync(Path.Combine(_demo.Path, "catalog.jsonl"), fruit, TestContext.Current.CancellationToken);
        Directory.CreateSymbolicLink(Path.Combine(_demo.Path, "images"), Repository.PathOf("samples", "sample-shop", "images"));
        await File.WriteAllBytesAsync(Path.Combine(Folder, "photo.jpg"), SampleShop.Query("1f34c"), TestContext.Current.CancellationToken);
        _api = await ApiHost.StartAsync(
            "Production",
            services: services => services.AddSingleton<IStartupFilter>(Busy),
            settings:
            [
                ("Demo:Load", "true"),
                ("Demo:Directory", _demo.Path),
                ("Security:ApiKeys:0:Name", "examples"),
                ("Security:ApiKeys:0:Key", Key),
                ("Security:ApiKeys:0:Scopes:0", "write"),
            ]);
        await Eventually.HoldsAsync(
            async () =>
            {
                using HttpResponseMessage response = await _api.PostAsync("/api/v1/search/by-text", new { query = "banana", limit = 1 });
                return (await ApiHost.JsonAsync(response)).GetProperty("index");
            },
            index => index.GetProperty("vectors").GetInt64() == fruit.Length && index.GetProperty("pending").GetInt64() == 0,
            Eventually.LongPatience);
    }

    /// <summary>Runs a program with the environment that the examples read.</summary>
    /// <param name="package">What to install where it is absent.</param>
    /// <param name="input">For its standard input.</param>
    /// <returns>What it wrote to its standard output; it must end with 0.</returns>
    internal async Task<string> RunAsync(string program, string package, string input, params string[] arguments)
    {
        ProcessStartInfo start = new(ServerProgram.Find(program, package), arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["VISUALSEARCH_URL"] = _api!.Address.ToString().TrimEnd('/');
        start.Environment["VISUALSEARCH_API_KEY"] = Key;
        start.Environment["NO_PROXY"] = "127.0.0.1";
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        start.Environment["DOTNET_NOLOGO"] = "1";
        // What .NET builds of a file goes where it is removed in the end.
        start.Environment["XDG_DATA_HOME"] = Directory.CreateDirectory(Path.Combine(Folder, "share")).FullName;

        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}\n{output}\n{await error}");
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }

        _demo.Dispose();
        _folder.Dispose();
    }
}
