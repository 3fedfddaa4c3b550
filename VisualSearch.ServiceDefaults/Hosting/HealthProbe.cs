namespace VisualSearch.ServiceDefaults.Hosting;

/// <summary>Asks a running process of ours how it is, for whoever watches a container: an image without a shell has nothing else to ask with.</summary>
public static class HealthProbe
{
    /// <summary>Less than who asks waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Asks once and says what is wrong, if anything, on standard error.</summary>
    /// <param name="address">Of a probe, such as <c>http://127.0.0.1:8000/health</c>.</param>
    /// <returns>The exit code: 0 for a success, else 1.</returns>
    public static async Task<int> AskAsync(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
        {
            return await RefuseAsync($"'{address}' is not an address such as http://127.0.0.1:8000/health");
        }

        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(uri);
            return answer.IsSuccessStatusCode ? 0 : await RefuseAsync($"{uri} answered {(int)answer.StatusCode}");
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return await RefuseAsync($"{uri} did not answer: {exception.Message}");
        }
    }

    private static async Task<int> RefuseAsync(string reason)
    {
        await Console.Error.WriteLineAsync(reason);
        return 1;
    }
}
