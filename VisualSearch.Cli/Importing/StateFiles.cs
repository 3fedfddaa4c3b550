using System.Security.Cryptography;
using System.Text;

namespace VisualSearch.Cli.Importing;

/// <summary>Files in which commands remember their runs: in the user's state folder.</summary>
internal static class StateFiles
{
    /// <param name="kind">A folder.</param>
    /// <param name="key">Tells the file from others of its kind.</param>
    public static string PathOf(string kind, string key, string ending) =>
        Path.Combine(Folder(), "visualsearch", kind, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32] + ending);

    private static string Folder() => Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state && Path.IsPathRooted(state)
        ? state
        : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
}
