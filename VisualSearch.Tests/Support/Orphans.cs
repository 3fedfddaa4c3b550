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
        "while read -r id start signal; do all=\"$all $id:$start:$signal\"; done; "
        + "for one in $all; do signal=${one##*:}; one=${one%:*}; id=${one%:*}; [ \"$(cut -d' ' -f22 /proc/$id/stat 2>/dev/null)\" = \"${one#*:}\" ] && kill -$signal $id; done";

    private static readonly Lazy<Process> Shell = new(() => Process.Start(new ProcessStartInfo("sh", ["-c", Script]) { RedirectStandardInput = true })!);

    /// <param name="signal">What ends it with all that it started.</param>
    public static void Watch(Process process, string signal = "KILL")
    {
        try
        {
            string started = File.ReadAllText($"/proc/{process.Id}/stat").Split(' ')[21];
            lock (Shell)
            {
                Shell.Value.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{process.Id} {started} {signal}"));
                Shell.Value.StandardInput.Flush();
            }
        }
        catch (IOException)
        {
            // It has ended already, or this is no Linux.
        }
    }
}
