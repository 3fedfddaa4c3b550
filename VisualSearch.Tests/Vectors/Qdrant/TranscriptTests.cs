using VisualSearch.QdrantStandIn;
using VisualSearch.Tests.Support.Qdrant;

namespace VisualSearch.Tests.Vectors.Qdrant;

/// <summary>The stand-in answers what a real server answered, line by line: Support/Qdrant/Transcripts has the recordings.</summary>
public sealed class TranscriptTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("version-and-health")]
    [InlineData("collections")]
    [InlineData("aliases")]
    [InlineData("payload-indexes")]
    [InlineData("points")]
    [InlineData("scroll")]
    [InlineData("count")]
    [InlineData("query")]
    [InlineData("errors")]
    [InlineData("auth")]
    public async Task The_stand_in_answers_as_the_recorded_server_did(string file)
    {
        List<string> wrong = [];
        List<string> unexpectedlyRight = [];
        IReadOnlyDictionary<string, string> beyond = BeyondTheStandIn.Of(file);
        IReadOnlyList<TranscriptLine> lines = TranscriptLine.Read(file);
        await using StandInServer server = await StartAsync(file);
        using HttpMessageInvoker http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
        foreach (TranscriptLine line in lines)
        {
            using HttpRequestMessage request = line.ToRequest(server.Address);
            using HttpResponseMessage answer = await http.SendAsync(request, Stop);
            string? difference = await line.DifferenceAsync(answer, Stop);
            if (difference is not null && !beyond.ContainsKey(line.Name))
            {
                wrong.Add($"{line.Name}: {difference}");
            }

            if (difference is null && beyond.ContainsKey(line.Name))
            {
                unexpectedlyRight.Add(line.Name);
            }
        }

        Assert.True(wrong.Count == 0, $"Answered otherwise:{Environment.NewLine}{string.Join(Environment.NewLine, wrong)}");
        Assert.True(unexpectedlyRight.Count == 0, $"Listed as beyond the stand-in, and answered right: {string.Join(", ", unexpectedlyRight)}");
        Assert.Empty(beyond.Keys.Except(lines.Select(line => line.Name)));
    }

    private static Task<StandInServer> StartAsync(string file) => StandInServer.StartAsync(
        file == "auth" ? new StandInOptions(Key: "test-rw-key", ReadOnlyKey: "test-ro-key") : new StandInOptions(), Stop);
}
