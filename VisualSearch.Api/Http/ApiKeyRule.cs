using Microsoft.Extensions.Options;

namespace VisualSearch.Api.Http;

/// <summary>Holds routes to the scope that they require.</summary>
internal sealed partial class ApiKeyRule(
    RequestDelegate next,
    ApiKeyRing keys,
    OpenOnLoopback open,
    IOptions<SecurityOptions> options,
    ILogger<ApiKeyRule> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        ProblemCode? refusal = Refusal(context, out string? detail);
        if (refusal is null)
        {
            await next(context);
            return;
        }

        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        Log.Refused(logger, refusal.Code, context.Connection.RemoteIpAddress);
        await Problems.WriteAsync(context, refusal, detail);
    }

    private ProblemCode? Refusal(HttpContext context, out string? detail)
    {
        detail = null;
        string? needed = context.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>()?.Scope;
        ApiKeyOwner? owner = null;
        if (!keys.IsEmpty && ApiKeyRing.PresentedBy(context.Request) is { } presented)
        {
            owner = keys.Find(presented);
            if (owner is null && needed is not null)
            {
                detail = "The key that the request carries is none of those configured.";
                return ProblemCodes.UnknownKey;
            }

            context.Features.Set(owner);
        }

        if (needed is null || (needed == ApiScopes.Read && !options.Value.RequireKeyForReads))
        {
            return null;
        }

        if (keys.IsEmpty)
        {
            detail = "No API key is configured, so routes that change something are closed. Set Security__ApiKeys__0__Name, Security__ApiKeys__0__Key "
                + "and Security__ApiKeys__0__Scopes__0=write and start again; without keys they are open in Development to requests from this machine alone.";
            return open.IsOpenFor(context) ? null : ProblemCodes.NoKeyConfigured;
        }

        if (owner is null)
        {
            detail = $"Send a key with the scope {needed} as Authorization: Bearer <key> or X-Api-Key.";
            return ProblemCodes.KeyRequired;
        }

        detail = $"The key {owner.Name} lacks the scope {needed}.";
        return owner.May(needed) ? null : ProblemCodes.ScopeMissing;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Refused a request of {Client}: {Code}")]
        public static partial void Refused(ILogger logger, string code, System.Net.IPAddress? client);
    }
}
