using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Journeys;

/// <summary>A process that cannot do what its settings ask for says so in one sentence and ends.</summary>
public sealed class RefusedStartTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("catalog", "redis", "qdrant_http")]
    [InlineData("redis", "catalog", "qdrant_http")]
    [InlineData("qdrant_http", "catalog", "redis")]
    public async Task One_connection_string_without_the_others_is_refused_and_the_missing_are_named(string given, string missing, string alsoMissing)
    {
        using TemporaryFolder folder = new();

        (int exitCode, string output) = await HostProcess.RunToEndAsync(folder.Path, ("ConnectionStrings:" + given, "Endpoint=http://127.0.0.1:1"));

        Assert.Equal(78, exitCode);
        Assert.Contains("VisualSearch did not start", output, StringComparison.Ordinal);
        Assert.Contains($"missing: {missing}, {alsoMissing}.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "data")));
    }

    [Theory]
    [InlineData("Limits:ConcurrentSearches", "0", "Limits:ConcurrentSearches:")]
    [InlineData("Images:AllowedNetworks:0", "everywhere", "AllowedNetworks")]
    [InlineData("Embedding:Model", "no-such-model", "no-such-model")]
    [InlineData("Embedding:Device", "cuda", "Embedding:Device (or CLIP_DEVICE) is cuda, and this build has")]
    [InlineData("Images:MaxPixels", "many", "Images:MaxPixels")]
    [InlineData("Data:Directory", "/dev/null/data", "/dev/null/data")]
    [InlineData("Demo:Load", "maybe", "Demo:Load")]
    [InlineData("Logging:Files:KeepDays", "ever", "Logging:Files:KeepDays")]
    [InlineData("urls", "banana", "banana")]
    [InlineData("urls", "http://127.0.0.1:99999", "99999")]
    [InlineData("urls", "http://203.0.113.9:0", "--urls")]
    public async Task A_wrong_setting_is_refused_and_named(string key, string value, string named)
    {
        using TemporaryFolder folder = new();

        (int exitCode, string output) = await HostProcess.RunToEndAsync(folder.Path, (key, value));

        Assert.Equal(78, exitCode);
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_refused_and_named()
    {
        using TemporaryFolder folder = new();
        using System.Net.Sockets.TcpListener taken = new(System.Net.IPAddress.Loopback, 0);
        taken.Start();

        (int exitCode, string output) = await HostProcess.RunToEndAsync(folder.Path, ("urls", $"http://{taken.LocalEndpoint}"), ("Demo:Load", "true"));

        Assert.Equal(78, exitCode);
        Assert.Contains($"VisualSearch did not start: Failed to bind to address http://{taken.LocalEndpoint}: address already in use.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("exception", output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_catalogue_that_is_damaged_is_refused_and_left_alone()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Path, "data")).FullName, "catalogue.db");
        byte[] damaged = [.. Enumerable.Repeat((byte)7, 8192)];
        await File.WriteAllBytesAsync(file, damaged, Cancelled);

        (int exitCode, string output) = await HostProcess.RunToEndAsync(folder.Path);

        Assert.Equal(78, exitCode);
        Assert.Contains("VisualSearch did not start", output, StringComparison.Ordinal);
        Assert.Contains(file, output, StringComparison.Ordinal);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(file, Cancelled));
    }
}
