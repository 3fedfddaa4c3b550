using System.Diagnostics;
using System.Globalization;

namespace VisualSearch.Tests.Support;

/// <summary>
/// Ends processes that a test started and could not end, because the process of the tests was itself ended. One shell waits for that, on a pipe that closes then. Thread-safe.
/// </summary>
internal static class Orphans
{
    /// <summary>An id is used again, so the time of the start must be the same.</summary>
    private const string Script =
        "while read -r id start; do all=\"$all $id:$start\"; done; for one in $all; do id=${one%:*}; [ \"$(cut -d' ' -f22 /proc/$id/stat 2>/dev/null)\" = \"${one#*:}\" ] && kill -KILL $id; done";

    private static readonly Lazy<Process> Shell = new(() => Process.Start(new ProcessStartInfo("sh", ["-c", Script]) { RedirectStandardInput = true })!);

    public static void Watch(Process process)
    {
        try
        {
            string started = File.ReadAllText($"/proc/{process.Id}/stat").Split(' ')[21];
            lock (Shell)
            {
                Shell.Value.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{process.Id} {started}"));
                Shell.Value.StandardInput.Flush();
            }
        }
        catch (IOException)
        {
            // It has ended already, or this is no Linux.
        }
    }
}
