using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using VisualSearch.Api.Http;
using VisualSearch.Engine.Intake;

namespace VisualSearch.Api.Webhooks;

/// <summary>What the marketplace sends events to, and what operators see of them.</summary>
internal static class WebhookRoutes
{
    public const string Path = "/webhooks";

    private const string Marketplace = "/bakai";
    private const string Trial = "/test";

    /// <summary>Below <see cref="Path"/>: where events arrive.</summary>
    public static IReadOnlySet<PathString> Receiving { get; } = new HashSet<PathString> { Marketplace, Trial };

    /// <param name="api">The group of <see cref="ApiRoutes.MapApi"/>.</param>
    public static RouteGroupBuilder MapWebhooks(this RouteGroupBuilder api)
    {
        IServiceProvider services = ((IEndpointRouteBuilder)api).ServiceProvider;
        RouteGroupBuilder webhooks = api.MapGroup(Path).WithTags("Webhooks");

        webhooks.MapGet("/health", GetWebhookHealth.HandleAsync)
            .WithName("GetWebhookHealth")
            .WithSummary("Whether events can be taken in, and how those did that were");

        RouteGroupBuilder events = webhooks.MapGroup(string.Empty)
            .WithoutKey()
            .WithBodyLimit(services.GetRequiredService<IOptions<WebhookOptions>>().Value.MaxBodyBytes)
            .RequireRateLimiting(SourceRateLimit.Policy);

        events.MapPost(Marketplace, ReceiveEvent.SignedAsync)
            .WithName("ReceiveEvent")
            .WithSummary("Takes an event of the marketplace in")
            .WithDescription("Signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp`, `webhook-signature`), or with `X-Bakai-Signature`; no API key. Answered 202 only once the event and what it changes are durable; `status` is `accepted`, `duplicate` or `stale`. Send again after 401, 429, 5xx or no answer; after any other 4xx mend the sender.")
            .AddOpenApiOperationTransformer(DescribeHeadersAsync)
            .Describe();

        // Elsewhere it is not there at all.
        if (services.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            events.MapPost(Trial, ReceiveEvent.UnsignedAsync)
                .WithName("TryEvent")
                .WithSummary("The same without a signature, in Development only")
                .Describe();
        }

        MapInbox(api);
        return api;
    }

    private static void MapInbox(RouteGroupBuilder api)
    {
        RouteGroupBuilder inbox = api.MapGroup("/admin/webhooks").RequireScope(ApiScopes.Admin).WithTags("Admin");

        inbox.MapGet("/events", ListEvents.HandleAsync)
            .WithName("ListEvents")
            .WithSummary("Lists the events that were received, newest first")
            .AddOpenApiOperationTransformer(ListEvents.DescribeAsync);

        inbox.MapPost("/replay", ReplayEvents.HandleAsync)
            .WithName("ReplayEvents")
            .WithSummary("Applies a range of received events again, in order of arrival")
            .WithDescription("As of their own times: what is newer stays. One request does one step; send it again with `cursor` until `next_cursor` is null.")
            .Accepts<ReplayRequest>("application/json")
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }

    private static void Describe(this RouteHandlerBuilder route) => route
        .Accepts<EventRequest>("application/json")
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    private static Task DescribeHeadersAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.AddHeader(EventSignatures.IdHeader, "The event's id, the same at each attempt.");
        operation.AddHeader(EventSignatures.TimestampHeader, "Seconds since 1970, of this attempt; at most 5 minutes from the server's clock.");
        operation.AddHeader(EventSignatures.SignatureHeader, "`v1,` and base64 of the HMAC-SHA256 of `id.timestamp.body`; several are separated by spaces.");
        operation.AddHeader(EventSignatures.LegacyHeader, "Instead of these: `sha256=` and the HMAC-SHA256 of the body in hexadecimal.");
        return Task.CompletedTask;
    }
}
