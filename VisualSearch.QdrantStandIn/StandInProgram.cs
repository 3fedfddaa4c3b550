using System.Globalization;

namespace VisualSearch.QdrantStandIn;

/// <summary>The stand-in as a process of its own.</summary>
internal static class StandInProgram
{
    private const string Usage = "A stand-in for Qdrant that keeps everything in memory, for trials and tests. Options: --host 127.0.0.1, --port 6333 (0 = any). "
        + "QDRANT__SERVICE__HOST, QDRANT__SERVICE__HTTP_PORT, QDRANT__SERVICE__API_KEY and QDRANT__SERVICE__READ_ONLY_API_KEY work as with the real server.";

    public static async Task<int> Main(string[] args)
    {
        if (Read(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        await using StandInServer server = await StandInServer.StartAsync(options, CancellationToken.None);
        Console.WriteLine($"Standing in for Qdrant at {server.Address}. Everything is in memory and gone when this process ends.");
        await server.StoppedAsync();
        return 0;
    }

    private static StandInOptions? Read(string[] args)
    {
        string host = Environment.GetEnvironmentVariable("QDRANT__SERVICE__HOST") ?? "127.0.0.1";
        string port = Environment.GetEnvironmentVariable("QDRANT__SERVICE__HTTP_PORT") ?? "6333";
        for (int at = 0; at < args.Length; at += 2)
        {
            switch (args[at])
            {
                case "--host" when at + 1 < args.Length:
                    host = args[at + 1];
                    break;
                case "--port" when at + 1 < args.Length:
                    port = args[at + 1];
                    break;
                default:
                    return null;
            }
        }

        return ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number)
            ? new StandInOptions(
                host, number, Environment.GetEnvironmentVariable("QDRANT__SERVICE__API_KEY"), Environment.GetEnvironmentVariable("QDRANT__SERVICE__READ_ONLY_API_KEY"))
            : null;
    }
}
