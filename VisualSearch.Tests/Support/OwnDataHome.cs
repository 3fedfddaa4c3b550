using System.Runtime.CompilerServices;

namespace VisualSearch.Tests.Support;

/// <summary>
/// Tests do not see what the user of this machine has: neither downloaded models (on Linux this variable says where the system keeps a user's data),
/// nor the server that the command line is to talk to. For this process and its children.
/// </summary>
internal static class OwnDataHome
{
    [ModuleInitializer]
    internal static void Take()
    {
        Environment.SetEnvironmentVariable("XDG_DATA_HOME", Path.Combine(AppContext.BaseDirectory, "no-data-of-a-user"));
        foreach (string ofTheUser in (string[])["VISUALSEARCH_URL", "VISUALSEARCH_API_KEY", "Data__Directory"])
        {
            Environment.SetEnvironmentVariable(ofTheUser, null);
        }
    }
}
