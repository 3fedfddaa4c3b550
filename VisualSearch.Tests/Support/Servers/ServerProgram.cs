namespace VisualSearch.Tests.Support.Servers;

/// <summary>A server of this machine that the tests start for themselves: found on the PATH or where Debian's package puts it. The tests download none.</summary>
internal static class ServerProgram
{
    /// <summary>The program's full path. Where it is absent the running test is skipped, or fails when <c>VISUALSEARCH_SERVERS_REQUIRED=1</c>.</summary>
    /// <param name="name">The program: <c>redis-server</c>.</param>
    /// <param name="package">What to install: <c>redis-server</c>.</param>
    /// <param name="usualPlaces">Folders to look in besides the PATH.</param>
    public static string Find(string name, string package, params string[] usualPlaces)
    {
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string? found = usualPlaces.Concat(path).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (found is not null)
        {
            return found;
        }

        string reason = $"{name} is not on this machine: install the package {package}";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("VISUALSEARCH_SERVERS_REQUIRED") == "1", reason);
        throw new FileNotFoundException(reason);
    }
}
