using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue.Events;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Intake;

namespace VisualSearch.Api.Webhooks;

/// <summary>Takes one event in: 1 verify its bytes, 2 read it, 3 commit it with what it changes, 4 wake the indexing loop, 5 answer. Never a 2xx before 3.</summary>
internal sealed partial class ReceiveEvent(SignatureCheck signatures, ProductEvents events, IndexSignals signals, TimeProvider time, ILogger<ReceiveEvent> logger)
{
    private const string Marketplace = "bakai";
    private const string Trial = "test";

    public static Task<Results<Accepted<EventAnswer>, ProblemHttpResult>> SignedAsync(HttpRequest request, ReceiveEvent receive, CancellationToken cancellationToken) =>
        receive.SignedAsync(request, cancellationToken);

    public static Task<Results<Accepted<EventAnswer>, ProblemHttpResult>> UnsignedAsync(HttpRequest request, ReceiveEvent receive, CancellationToken cancellationToken) =>
        receive.UnsignedAsync(request, cancellationToken);

    private async Task<Results<Accepted<EventAnswer>, ProblemHttpResult>> SignedAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!signatures.HasSecret)
        {
            Log.NoSecret(logger);
            return Problems.Of(ProblemCodes.NoWebhookSecret, "Set Webhooks__Secrets__0 and start again; the event was not taken in.");
        }

        // 1 verify
        byte[] body = await ReadBodyAsync(request, cancellationToken);
        SignatureVerdict verdict = signatures.Judge(request.Headers, body);
        if (verdict.Refusal is { } refusal)
        {
            Log.Refused(logger, request.HttpContext.Connection.RemoteIpAddress, refusal.Code);
            return Problems.Of(refusal, verdict.Detail);
        }

        return await TakeAsync(request, body, verdict.SignedId, Marketplace, cancellationToken);
    }

    private async Task<Results<Accepted<EventAnswer>, ProblemHttpResult>> UnsignedAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        string? id = request.Headers[EventSignatures.IdHeader];
        return await TakeAsync(request, await ReadBodyAsync(request, cancellationToken), string.IsNullOrWhiteSpace(id) ? null : id, Trial, cancellationToken);
    }

    private async Task<Results<Accepted<EventAnswer>, ProblemHttpResult>> TakeAsync(HttpRequest request, byte[] body, string? webhookId, string source, CancellationToken cancellationToken)
    {
        // 2 read
        FieldErrors errors = new();
        if (Read(body, webhookId, errors) is not { } received)
        {
            return Problems.Invalid(errors.ToDictionary());
        }

        // 3 commit
        EventResult result = await events.TakeAsync(received, source, body, cancellationToken);

        // 4 wake: the change is made whether or not its sender still listens, so its signal goes out.
        if (result.Changed is { } changed)
        {
            signals.Wake(changed.Id, changed.Version);
        }

        // 5 answer
        request.HttpContext.Features.Set(new TakenEvent(result.Outcome));
        Log.Taken(logger, received.Kind, received.Id, result.Outcome);
        return TypedResults.Accepted((string?)null, new EventAnswer(result.Outcome, received.Id));
    }

    private ProductEvent? Read(byte[] body, string? webhookId, FieldErrors errors)
    {
        errors.Check(webhookId is null || webhookId.Length <= EventBody.MaxIdLength, EventSignatures.IdHeader, $"At most {EventBody.MaxIdLength} characters.");
        using JsonDocument document = Parse(body);
        return EventBody.Read(document.RootElement, webhookId ?? "sha256:" + Convert.ToHexStringLower(SHA256.HashData(body)), time.GetUtcNow(), errors);
    }

    /// <exception cref="BadHttpRequestException">Not JSON, or with strings that are no text.</exception>
    private static JsonDocument Parse(byte[] body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException malformed)
        {
            throw new BadHttpRequestException("The body is not JSON.", malformed);
        }

        if (WholeText.Holds(document.RootElement))
        {
            return document;
        }

        document.Dispose();
        throw new BadHttpRequestException("A string in the body is not valid Unicode.");
    }

    private static async Task<byte[]> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body, cancellationToken);
        return body.ToArray();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "An event was answered with 503: Webhooks:Secrets has no secret to verify it with")]
        public static partial void NoSecret(ILogger logger);

        [LoggerMessage(2, LogLevel.Information, "Refused an event of {Client}: {Code}")]
        public static partial void Refused(ILogger logger, System.Net.IPAddress? client, string code);

        [LoggerMessage(3, LogLevel.Debug, "Took {Kind} {EventId} in: {Outcome}")]
        public static partial void Taken(ILogger logger, ProductEventKind kind, string eventId, EventOutcome outcome);
    }
}

/// <summary>What the sender of an event learns.</summary>
/// <param name="EventId">By which a repetition is known.</param>
internal sealed record EventAnswer(EventOutcome Status, string EventId);
