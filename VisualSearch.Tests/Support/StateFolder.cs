using System.Runtime.CompilerServices;

namespace VisualSearch.Tests.Support;

/// <summary>Keeps what commands remember of their runs out of the state of whoever runs the tests.</summary>
internal static class StateFolder
{
    private static readonly TemporaryFolder Folder = new();

    [ModuleInitializer]
    public static void Set()
    {
        Environment.SetEnvironmentVariable("XDG_STATE_HOME", Folder.Path);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Folder.Dispose();
    }
}
