using System.Diagnostics;

namespace VisualSearch.Tests.Support.Servers;

/// <summary>A program of this machine that looks at files and ends: <c>promtool</c>, <c>nginx -t</c>.</summary>
internal static class CheckingProgram
{
    /// <summary>Runs it to its end. Where it is absent the running test is skipped, as <see cref="ServerProgram.Find"/> says.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <returns>Its exit code and all that it wrote, both streams.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(string name, string package, string folder, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(ServerProgram.Find(name, package, "/usr/sbin", "/usr/bin"), arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SYSTEMD_COLORS"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + errors);
    }
}
