namespace VisualSearch.Tests.Support;

/// <summary>Logging at its most talkative: everything, of the platform too, in the daily files and on the console.</summary>
internal static class Talkative
{
    public static (string Key, string Value)[] Settings { get; } =
    [
        ("Logging:Files:Directory", "logs"),
        .. ((string[])["Default", "Microsoft", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "System", "System.Net.Http.HttpClient", "Npgsql", "Polly", "StackExchange.Redis"])
            .Select(category => ("Logging:LogLevel:" + category, "Trace")),
    ];

    /// <summary>What the daily files have so far, by the beginnings of their names: <c>app_</c>, <c>errors_</c>, <c>access_</c>.</summary>
    /// <param name="folder">The content root of the process.</param>
    public static Dictionary<string, string> FilesOf(string folder) => Directory.EnumerateFiles(Path.Combine(folder, "logs"), "*.log")
        .GroupBy(file => Path.GetFileName(file).Split('_')[0] + "_")
        .ToDictionary(group => group.Key, group => string.Concat(group.Select(ReadShared)));

    private static string ReadShared(string file)
    {
        using StreamReader reader = new(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
