using System.Runtime.CompilerServices;

namespace VisualSearch.Tests.Support;

/// <summary>Tests do not see the models that the user of this machine has downloaded: on Linux this is where the system keeps a user's data, for this process and its children.</summary>
internal static class OwnDataHome
{
    [ModuleInitializer]
    internal static void Take() => Environment.SetEnvironmentVariable("XDG_DATA_HOME", Path.Combine(AppContext.BaseDirectory, "no-data-of-a-user"));
}
