using System.Net.Http.Headers;
using System.Text.Json;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Checking;

/// <summary>An answer, and what of it is not as promised. The judging members add to <see cref="Faults"/> and may be chained.</summary>
internal sealed class Reply
{
    private readonly List<string> _faults = [];
    private readonly HttpResponseHeaders _headers;
    private readonly HttpContentHeaders _contentHeaders;

    private Reply(HttpResponseMessage answer, byte[] body, TimeSpan took)
    {
        Status = (int)answer.StatusCode;
        _headers = answer.Headers;
        _contentHeaders = answer.Content.Headers;
        Body = body;
        Ms = Math.Round(took.TotalMilliseconds, 1);
        Json = Parsed(body, _contentHeaders.ContentType?.MediaType);
    }

    public int Status { get; }

    public byte[] Body { get; }

    public double Ms { get; }

    /// <summary>Undefined when the body is not JSON.</summary>
    public JsonElement Json { get; }

    public string? ContentType => _contentHeaders.ContentType?.MediaType;

    public IReadOnlyList<string> Faults => _faults;

    public string Came => Code is { } code ? $"{Status} {code}" : $"{Status}";

    /// <summary>A problem's stable word.</summary>
    public string? Code => Status >= 400 ? TextAt("code") : null;

    public static async Task<Reply> ReadAsync(ApiConnection connection, HttpResponseMessage answer, TimeProvider time, long started, CancellationToken cancellationToken)
    {
        using (answer)
        {
            byte[] body = await connection.ReadBytesAsync(answer, cancellationToken);
            return new Reply(answer, body, time.GetElapsedTime(started));
        }
    }

    /// <summary>All values of a header; null without it.</summary>
    public string? Header(string name) =>
        _headers.TryGetValues(name, out IEnumerable<string>? values) || _contentHeaders.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    /// <summary>A member, through objects and lists: <c>results.0.title</c>. Undefined when it is not there.</summary>
    public JsonElement At(string path)
    {
        JsonElement element = Json;
        foreach (string step in path.Split('.'))
        {
            element = element.ValueKind switch
            {
                JsonValueKind.Object when element.TryGetProperty(step, out JsonElement member) => member,
                JsonValueKind.Array when int.TryParse(step, out int index) && index < element.GetArrayLength() => element[index],
                _ => default,
            };
        }

        return element;
    }

    public string? TextAt(string path) => At(path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public Reply That(bool holds, string fault)
    {
        if (!holds)
        {
            _faults.Add(fault);
        }

        return this;
    }

    public Reply HasStatus(params IReadOnlyList<int> statuses) => That(statuses.Contains(Status), $"Status {Status} instead of {string.Join(" or ", statuses)}.");

    public Reply HasHeader(string name) => That(Header(name) is { Length: > 0 }, $"The header {name} is missing.");

    /// <summary>The member is there and of one of these kinds.</summary>
    public Reply Has(string path, params IReadOnlyList<JsonValueKind> kinds) =>
        That(At(path).ValueKind is not JsonValueKind.Undefined && (kinds.Count == 0 || kinds.Contains(At(path).ValueKind)), $"The member {path} is missing or of another kind.");

    /// <summary>A problem of RFC 9457 as the contract shapes it.</summary>
    /// <param name="fields">Each named in <c>errors</c>.</param>
    public Reply IsProblem(int status, string code, params IReadOnlyList<string> fields)
    {
        HasStatus(status);
        That(ContentType == "application/problem+json", $"Content type {ContentType ?? "none"} instead of application/problem+json.");
        foreach (string member in new[] { "type", "title", "detail", "code", "trace_id" })
        {
            That(TextAt(member) is { Length: > 0 }, $"The problem has no {member}.");
        }

        That(At("status") is { ValueKind: JsonValueKind.Number } said && said.TryGetInt32(out int number) && number == Status, "The problem's status is not the answer's.");
        That(Code == code, $"Code {Code ?? "none"} instead of {code}.");
        string[] missing = [.. fields.Where(field => At("errors") is not { ValueKind: JsonValueKind.Object } errors || !errors.TryGetProperty(field, out JsonElement messages) || messages.ValueKind != JsonValueKind.Array)];
        return That(missing.Length == 0, $"errors does not name {string.Join(", ", missing)}.");
    }

    private static JsonElement Parsed(byte[] body, string? type)
    {
        if (type is null || !type.EndsWith("json", StringComparison.OrdinalIgnoreCase))
        {
            return default;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Whoever asks for a member of it finds none and says so.
            return default;
        }
    }
}
