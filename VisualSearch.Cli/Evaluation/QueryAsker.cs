using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Evaluation;

/// <summary>Asks a server one query and notes where the relevant products came. Thread-safe.</summary>
/// <param name="folder">Where pictures are that are no addresses.</param>
/// <param name="options">Of every search, the limit among them.</param>
internal sealed class QueryAsker(ApiConnection api, LocalPictures folder, IReadOnlyList<(string Name, string Value)> options, TimeProvider time)
{
    private const string ByImage = "api/v1/search/by-image";
    private const string ByText = "api/v1/search/by-text";

    private readonly string _query = string.Join('&', options.Select(option => $"{option.Name}={Uri.EscapeDataString(option.Value)}"));

    /// <exception cref="ApiProblemException">The server does not answer at all.</exception>
    public async Task<QueryOutcome> AskAsync(LabelledQuery query, CancellationToken cancellationToken)
    {
        try
        {
            (string route, Func<HttpContent> body) = await PrepareAsync(query, cancellationToken);
            return await MeasureAsync(query, route, body, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ApiProblemException { Status: not null })
        {
            return new QueryOutcome(query.Line, query.Image, query.Words, query.Group, query.Relevant, [], 0, null, null, failure.Message);
        }
    }

    /// <summary>The body is in memory before the clock runs.</summary>
    private async Task<(string Route, Func<HttpContent> Body)> PrepareAsync(LabelledQuery query, CancellationToken cancellationToken)
    {
        if (query.Image is not { } image)
        {
            return (ByText, () => JsonContent.Create(new { query = query.Words }, options: ApiConnection.Json));
        }

        if (image.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || image.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return (ByImage, () => JsonContent.Create(new { image_url = image }, options: ApiConnection.Json));
        }

        (string? path, string? reason) = folder.FindFile(image);
        if (path is null)
        {
            throw new FileNotFoundException(reason);
        }

        byte[] bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        return (ByImage, () => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(TypeOf(image)) } });
    }

    private async Task<QueryOutcome> MeasureAsync(LabelledQuery query, string route, Func<HttpContent> body, CancellationToken cancellationToken)
    {
        long started = 0;
        using HttpResponseMessage answer = await api.SendAsync(
            () =>
            {
                // Anew for each attempt: what is measured is the answer, not the wait that a busy server asked for.
                started = time.GetTimestamp();
                return new HttpRequestMessage(HttpMethod.Post, $"{route}?{_query}") { Content = body() };
            },
            cancellationToken);
        await ApiConnection.ThrowOnProblemAsync(answer, cancellationToken);
        byte[] came = await api.ReadBytesAsync(answer, cancellationToken);
        TimeSpan took = time.GetElapsedTime(started);
        SearchAnswer found = api.Parse<SearchAnswer>(answer, came);
        HashSet<string> relevant = [.. query.Relevant];
        int[] ranks = [.. (found.Results ?? []).Index().Where(hit => hit.Item.ExternalId is { } id && relevant.Contains(id)).Select(hit => hit.Index + 1)];
        return new QueryOutcome(query.Line, query.Image, query.Words, query.Group, query.Relevant, ranks, found.Results?.Count ?? 0, Math.Round(took.TotalMilliseconds, 2), found.QueryTimeMs, null);
    }

    private static string TypeOf(string file) => Path.GetExtension(file).ToUpperInvariant() switch
    {
        ".WEBP" => "image/webp",
        ".PNG" => "image/png",
        _ => "image/jpeg",
    };

    private sealed record SearchAnswer(double? QueryTimeMs, IReadOnlyList<Hit>? Results);

    private sealed record Hit(string? ExternalId);
}
