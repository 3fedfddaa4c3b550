using VisualSearch.Cli.Terminal;

namespace VisualSearch.Cli;

internal static class Program
{
    public static Task<int> Main(string[] args) => CommandLine.RunAsync(args, Screen.OfProcess(), CancellationToken.None);
}
