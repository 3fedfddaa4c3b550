namespace VisualSearch.Cli.Checking;

/// <summary>Searches by words.</summary>
internal static class TextSearchChecks
{
    private const string Route = "POST /api/v1/search/by-text";
    private const string Path = "api/v1/search/by-text";

    public static IEnumerable<Check> All =>
    [
        Good("words", """{"query": "red mug", "limit": 3}"""),
        Good("words of another script", """{"query": "красная кружка", "lang": "ru"}"""),
        Good("words, lexically", """{"query": "red mug", "mode": "lexical"}"""),
        new(Route, "words, semantically", "200, or 409 model_without_text from an image-only model", async (run, cancellationToken) =>
        {
            Reply hybrid = await AskAsync(run, """{"query": "red mug"}""", cancellationToken);
            Reply reply = await AskAsync(run, """{"query": "red mug", "mode": "semantic"}""", cancellationToken);

            // A hybrid answer without the model's help says so, and then there is no semantic one.
            return hybrid.TextAt("notice") is null ? reply.IsSearchAnswer() : reply.IsProblem(409, "model_without_text");
        }),
        new(Route, "an empty query and four wrong options", "400 with all five named", async (run, cancellationToken) =>
            (await AskAsync(run, """{"query": " ", "limit": 101, "min_relevance": -1, "mode": "magic", "lang": "?"}""", cancellationToken)).IsProblem(400, "invalid", "query", "limit", "min_relevance", "mode", "lang")),
        new(Route, "no query", "400 invalid", async (run, cancellationToken) => (await AskAsync(run, "{}", cancellationToken)).IsProblem(400, "invalid", "query")),
        new(Route, "JSON that is cut off", "400 malformed_request", async (run, cancellationToken) => (await AskAsync(run, """{"query": """, cancellationToken)).IsProblem(400, "malformed_request")),
        new(Route, "plain text", "415 unsupported_media_type", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Post, Path, () => Bodies.Text("red mug", "text/plain"), cancellationToken)).IsProblem(415, "unsupported_media_type")),
        new(Route, "2 MiB", "413 body_too_large", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Post, Path, () => Bodies.Zeros(2 * 1024 * 1024, "application/json"), request => request.Headers.ExpectContinue = true, cancellationToken)).IsProblem(413, "body_too_large")),
        new(Route, "the title of a new product", "that product among the results", async (run, cancellationToken) =>
        {
            OwnProduct own = await run.Products.SharedAsync(cancellationToken);
            if (own.Missing is not null)
            {
                return Verdict.Skip(own.Missing);
            }

            Reply reply = await AskAsync(run, $$"""{"query": "{{own.ExternalId}}"}""", cancellationToken);
            return reply.IsSearchAnswer().That(reply.Found().Contains(own.ExternalId), "It is not found by its title.");
        }) { Needs = CheckNeeds.Writing },
    ];

    private static Check Good(string sent, string body) => new(Route, sent, "200", async (run, cancellationToken) => (await AskAsync(run, body, cancellationToken)).IsSearchAnswer());

    private static Task<Reply> AskAsync(CheckRun run, string body, CancellationToken cancellationToken) => run.SendAsync(HttpMethod.Post, Path, () => Bodies.Json(body), cancellationToken);
}
