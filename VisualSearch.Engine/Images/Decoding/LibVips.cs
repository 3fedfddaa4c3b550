using NetVips;

namespace VisualSearch.Engine.Images;

/// <summary>The settings of libvips, which are the process's: made once, before the first picture.</summary>
internal static class LibVips
{
    private static readonly Lazy<bool> Prepared = new(Prepare);

    public static void EnsureReady() => _ = Prepared.Value;

    private static bool Prepare()
    {
        if (!ModuleInitializer.VipsInitialized)
        {
            throw new InvalidOperationException("libvips could not be loaded; the package NetVips.Native has no build for this system", ModuleInitializer.Exception);
        }

        // What libvips thinks of a stranger's file would fill standard error line by line; that it failed comes back as an exception.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, static (_, _, _) => { });

        // Many pictures at once, each on one thread, and nothing of one request kept for the next.
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;
        Cache.MaxMem = 0;
        Cache.MaxFiles = 0;

        // Only three loaders ever see bytes from outside: not the untrusted ones, nor any other that a build may bring.
        NetVips.NetVips.BlockUntrusted = true;
        Operation.Block("VipsForeignLoad", true);
        Operation.Block("VipsForeignLoadJpegBuffer", false);
        Operation.Block("VipsForeignLoadPngBuffer", false);
        Operation.Block("VipsForeignLoadWebpBuffer", false);
        return true;
    }
}
