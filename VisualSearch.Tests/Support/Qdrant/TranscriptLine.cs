using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VisualSearch.Tests.Support.Qdrant;

/// <summary>One recorded request to a real server, and its answer.</summary>
internal sealed record TranscriptLine(string Name, JsonObject Json)
{
    // One request nests a filter 200 times, to be refused for it.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };
    private static readonly JsonSerializerOptions DeepWriting = new() { MaxDepth = 1000 };

    public HttpMethod Method => new((string)Json["method"]!);

    public int Status => (int)Json["status"]!;

    /// <summary>Without the charset; null when there was none.</summary>
    public string? ContentType => ((string?)Json["response_headers"]?["content-type"])?.Split(';')[0];

    public static IReadOnlyList<TranscriptLine> Read(string file) =>
    [
        .. File.ReadLines(Repository.PathOf("VisualSearch.Tests", "Support", "Qdrant", "Transcripts", file + ".jsonl"))
            .Select(line => JsonNode.Parse(line, documentOptions: Deep)!.AsObject())
            .Select(json => new TranscriptLine((string)json["name"]!, json)),
    ];

    public HttpRequestMessage ToRequest(string address)
    {
        // As it was sent, double slashes and escaped ones included.
        HttpRequestMessage request = new(Method, new Uri(address + (string)Json["path"]!, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        byte[]? body = Json["request_body"] is JsonNode sent ? Encoding.UTF8.GetBytes(sent.ToJsonString(DeepWriting))
            : (string?)Json["request_body_text"] is { } text ? Encoding.Latin1.GetBytes(text)
            : null;
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
        }

        foreach ((string name, JsonNode? value) in Json["request_headers"]!.AsObject().Where(header => header.Key != "content-length"))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (string)value!))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (string)value!);
            }
        }

        return request;
    }

    /// <summary>What an answer has otherwise than the recorded one; null when it is the same in all that two real servers have in common.</summary>
    public async Task<string?> DifferenceAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        string text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if ((int)answer.StatusCode != Status)
        {
            return $"status {(int)answer.StatusCode} instead of {Status}: {text}";
        }

        string? type = answer.Content.Headers.ContentType?.MediaType;
        if (type != ContentType)
        {
            return $"content type {type} instead of {ContentType}";
        }

        return type == "application/json" ? JsonDifference.Find(JsonNode.Parse(text), Json["response_body"], "$")
            : text == (string)Json["response_body"]! ? null : $"the text {text}";
    }
}
