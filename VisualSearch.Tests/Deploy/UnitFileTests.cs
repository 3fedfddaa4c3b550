using System.Text.RegularExpressions;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Deploy;

/// <summary>The units of <c>deploy/systemd</c>, as systemd's own tool reads them: it needs no running systemd.</summary>
public sealed partial class UnitFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Systemd_finds_nothing_wrong_with_the_units()
    {
        string[] units = Instances();

        (int code, string output) = await AnalyzeAsync(["verify", "--man=no", .. units]);

        // A misspelt setting is a line and not a failure.
        Assert.Equal((0, string.Empty), (code, output));
        Assert.Equal(3, units.Length);
    }

    [Fact]
    public async Task Systemd_calls_each_unit_well_protected()
    {
        foreach (string unit in Instances())
        {
            // Of 100; a service without any protection has 96.
            (int code, string output) = await AnalyzeAsync(["security", "--offline=yes", "--no-pager", "--threshold=20", unit]);

            Assert.True(code == 0, output);
        }
    }

    [Fact]
    public void What_the_units_and_the_example_set_are_settings_of_the_program()
    {
        string page = File.ReadAllText(Repository.PathOf("docs", "SETTINGS.md"));
        string[] files = [.. Directory.GetFiles(Repository.PathOf("deploy", "systemd"))];
        string[] named = [.. files.SelectMany(file => Setting().Matches(File.ReadAllText(file))).Select(found => Index().Replace(found.Value.Replace("__", ":", StringComparison.Ordinal), string.Empty)).Distinct()];

        Assert.True(named.Length > 10);
        Assert.All(named, setting => Assert.Contains($"`{setting}`", page, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private static Task<(int ExitCode, string Output)> AnalyzeAsync(string[] arguments) =>
        CheckingProgram.RunAsync("systemd-analyze", "systemd", Path.GetTempPath(), arguments);

    /// <summary>Copies that stand for instances of the templates, with the dotnet of this machine, since it is looked for.</summary>
    private string[] Instances() =>
    [
        .. Directory.GetFiles(Repository.PathOf("deploy", "systemd"), "*.service").Select(file =>
        {
            string copy = Path.Combine(_folder.Path, Path.GetFileName(file).Replace("@", "@8000", StringComparison.Ordinal));
            File.WriteAllText(copy, File.ReadAllText(file).Replace("/usr/bin/dotnet", ServerProgram.Find("dotnet", "dotnet-sdk-10.0"), StringComparison.Ordinal));
            return copy;
        }),
    ];

    [GeneratedRegex(@"\b[A-Z][A-Za-z0-9]+(__[A-Za-z0-9_]+)+(?==)")]
    private static partial Regex Setting();

    [GeneratedRegex(@":\d+(:.*)?$")]
    private static partial Regex Index();
}
