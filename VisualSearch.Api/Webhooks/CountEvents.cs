using VisualSearch.Api.Http;
using VisualSearch.Engine.Catalogue.Events;

namespace VisualSearch.Api.Webhooks;

/// <summary>
/// Counts the events that arrive by what became of them: each request to a route of theirs, those included that a rule turns away before the route. In front of everything
/// else, where every answer passes.
/// </summary>
internal sealed class CountEvents(RequestDelegate next, WebhookMetrics metrics)
{
    private static readonly PathString Routes = $"{ApiRoutes.Prefix}{WebhookRoutes.Path}";

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments(Routes, out PathString rest) && WebhookRoutes.Receiving.Contains(rest.Value!.TrimEnd('/')))
        {
            Count(context);
        }
    }

    private void Count(HttpContext context)
    {
        if (context.Features.Get<TakenEvent>() is { } taken)
        {
            metrics.EventTaken(taken.Outcome);
            return;
        }

        string? outcome = context.Response.StatusCode switch
        {
            // Nothing takes events there, or nobody waits for the answer any more and the event is sent again.
            StatusCodes.Status404NotFound or StatusCodes.Status499ClientClosedRequest => null,
            StatusCodes.Status401Unauthorized => WebhookMetrics.Refused,
            StatusCodes.Status429TooManyRequests => WebhookMetrics.Limited,
            StatusCodes.Status500InternalServerError => WebhookMetrics.Failed,
            >= 500 => WebhookMetrics.Unavailable,
            _ => WebhookMetrics.Invalid,
        };
        if (outcome is not null)
        {
            metrics.EventAnswered(outcome);
        }
    }
}

/// <summary>Left by the route on a request whose event is taken in.</summary>
internal sealed record TakenEvent(EventOutcome Outcome);
