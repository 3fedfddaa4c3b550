using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Intake;

namespace VisualSearch.Cli.Webhooks;

/// <summary><c>visualsearch webhooks send</c>.</summary>
internal sealed class SendCommand
{
    private const string SecretVariable = "VISUALSEARCH_WEBHOOK_SECRET";
    private const string Standard = "standard";
    private const string Legacy = "legacy";
    private const string Unsigned = "none";

    private readonly EventOptions _event = new();
    private readonly Option<string?> _secret = new("--secret") { Description = $"The secret to sign with (better in {SecretVariable}, where no list of processes shows it)", HelpName = "SECRET" };
    private readonly Option<string> _form = new("--form") { Description = "How to sign: as Standard Webhooks says, in the marketplace's form, or not at all (for a server in Development)", DefaultValueFactory = _ => Standard };
    private readonly Option<bool> _print = new("--print") { Description = "Write the request to standard output instead of sending it" };

    private SendCommand()
    {
    }

    public static Command Create(Session session) => new SendCommand().Build(session);

    private ExampledCommand Build(Session session)
    {
        ExampledCommand command = new(
            "send",
            "Build, sign and send one event, as the marketplace does",
            ("visualsearch webhooks send --event product.updated --external-id bakai_118133 --title \"Красная кружка\" --price 1290 --currency KGS --image https://img.example.com/118133.jpg", "signed as Standard Webhooks says, to the server on this machine"),
            ("visualsearch webhooks send --event product.deleted --external-id bakai_118133 --form legacy --url https://search.example.com", "with X-Bakai-Signature, to another"),
            ("visualsearch webhooks send --file event.json --print", "only the request, to compare with your own"));
        _event.AddTo(command);
        _form.AcceptOnlyFromAmong(Standard, Legacy, Unsigned);
        foreach (Option option in (Option[])[_secret, _form, _print])
        {
            command.Options.Add(option);
        }

        command.SetAction((line, cancellationToken) => RunAsync(session, line, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(Session session, ParseResult line, CancellationToken cancellationToken)
    {
        string form = line.GetValue(_form)!;
        string? secret = line.GetValue(_secret) ?? Environment.GetEnvironmentVariable(SecretVariable);
        if (form != Unsigned && (string.IsNullOrWhiteSpace(secret) || !EventSignatures.IsUsable(secret)))
        {
            throw new CommandFailedException(ExitCode.WrongUsage, string.IsNullOrWhiteSpace(secret)
                ? $"There is no secret to sign with: put it in {SecretVariable}, or --secret."
                : "The secret begins with whsec_, and what follows is not base64.");
        }

        (byte[] body, string? id) = await _event.ReadAsync(line, cancellationToken);
        string webhookId = id ?? $"msg_{Guid.CreateVersion7():N}";
        string path = form == Unsigned ? "api/v1/webhooks/test" : "api/v1/webhooks/bakai";
        if (line.GetValue(_print))
        {
            Print(session, path, HeadersOf(form, secret, webhookId, body), body);
            return (int)ExitCode.Done;
        }

        using ApiConnection api = await TargetFinder.FindServerAsync(session.TargetOf(line), cancellationToken);
        EventAnswer answer = await SendAsync(api, () => RequestOf(path, form, secret, webhookId, body), cancellationToken);
        if (session.Json(line))
        {
            session.Screen.WriteJson(answer);
        }
        else
        {
            session.Screen.OutputWriter.WriteLine($"{answer.Status} {answer.EventId}");
        }

        return (int)ExitCode.Done;
    }

    /// <summary>A server that is busy or away is asked again, one that was given no secret is not: that does not pass by itself.</summary>
    private static async Task<EventAnswer> SendAsync(ApiConnection api, Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await api.SendOnceAsync(request, cancellationToken);
            await ApiConnection.ThrowOnProblemAsync(answer, cancellationToken);
            return await api.ReadBodyAsync<EventAnswer>(answer, cancellationToken);
        }
        catch (ApiProblemException problem) when (problem.IsPassing)
        {
            return await api.ReadAsync<EventAnswer>(request, cancellationToken);
        }
    }

    /// <summary>Made for each attempt, since each is signed with its own time.</summary>
    private static HttpRequestMessage RequestOf(string path, string form, string? secret, string id, byte[] body)
    {
        HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        foreach ((string name, string value) in HeadersOf(form, secret, id, body))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static (string Name, string Value)[] HeadersOf(string form, string? secret, string id, byte[] body)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return form switch
        {
            Standard =>
            [
                (EventSignatures.IdHeader, id),
                (EventSignatures.TimestampHeader, EventSignatures.Timestamp(now)),
                (EventSignatures.SignatureHeader, EventSignatures.StandardValue(secret!, id, now, body)),
            ],
            Legacy => [(EventSignatures.LegacyHeader, EventSignatures.LegacyValue(secret!, body))],
            _ => [],
        };
    }

    private static void Print(Session session, string path, (string Name, string Value)[] headers, byte[] body)
    {
        TextWriter output = session.Screen.OutputWriter;
        output.WriteLine($"POST /{path}");
        output.WriteLine("Content-Type: application/json");
        foreach ((string name, string value) in headers)
        {
            output.WriteLine($"{name}: {value}");
        }

        output.WriteLine();
        output.WriteLine(Encoding.UTF8.GetString(body));
    }

    private sealed record EventAnswer(string Status, string EventId);
}
