using System.Diagnostics;
using System.Text;

namespace VisualSearch.Tests.Support;

/// <summary>The command line as it was built, in a process of its own: for what only the end of a process can show, and for standard input. Disposing kills it.</summary>
internal sealed class CliProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private CliProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _error = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    public bool HasEnded => _process.HasExited;

    public static CliProcess Start(params string[] args) => Start(new Dictionary<string, string>(), args);

    /// <param name="environment">Variables besides those of the tests.</param>
    public static CliProcess Start(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        // Tests that run in the background, as a script may start them, ignore SIGINT and hand that down; a command line in a terminal takes it.
        string[] launcher = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet"] : ["dotnet"];
        ProcessStartInfo start = new(launcher[0], launcher[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        BuiltProgram.BeBrief(start);
        foreach (string arg in args.Prepend(BuiltProgram.PathOf("VisualSearch.Cli", "visualsearch")))
        {
            start.ArgumentList.Add(arg);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        Orphans.Watch(process);
        return new CliProcess(process);
    }

    /// <summary>Writes all of standard input.</summary>
    public async Task GiveAsync(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        _process.StandardInput.Close();
    }

    /// <summary>SIGINT, as Ctrl-C sends it.</summary>
    public void Interrupt()
    {
        using Process kill = Process.Start("kill", ["-INT", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>SIGKILL: the process gets no chance to do anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async Task<CliRun> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return new CliRun(_process.ExitCode, await _output, await _error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
