using System.Runtime.InteropServices;

namespace VisualSearch.Engine.Embedding;

/// <summary>Gives freed native memory back to the system.</summary>
internal static partial class FreedMemory
{
    /// <summary>glibc keeps what ONNX Runtime frees (the file's bytes after loading, a whole session's after disposal) until it is asked; elsewhere nothing happens.</summary>
    public static void GiveBack()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = Trim(0);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library, such as musl, has no such call and keeps little.
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);
}
