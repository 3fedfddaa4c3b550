using System.ComponentModel;
using System.Diagnostics;

namespace VisualSearch.Cli.Searching;

/// <summary>The program that this machine opens pages and pictures with.</summary>
internal static class Browser
{
    /// <returns>False when there is none.</returns>
    public static bool Open(string address)
    {
        // Only what is a page or a file of ours: the system would start anything that an address names.
        bool page = Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https";
        if (!page && !File.Exists(address))
        {
            return false;
        }

        try
        {
            using Process? started = OperatingSystem.IsWindows()
                ? Process.Start(new ProcessStartInfo(address) { UseShellExecute = true })
                : Process.Start(new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [address]) { RedirectStandardOutput = true, RedirectStandardError = true });
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
