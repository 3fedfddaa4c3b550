using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Webhooks;

/// <summary>Counts the events of a route by what became of them, those that fail included.</summary>
internal sealed class CountEvents(WebhookMetrics metrics) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            object? result = await next(context);
            Count(result is INestedHttpResult nested ? nested.Result : result);
            return result;
        }
        catch (Exception failure)
        {
            metrics.EventAnswered(failure switch
            {
                BadHttpRequestException => WebhookMetrics.Invalid,
                CatalogueUnavailableException or OperationCanceledException => WebhookMetrics.Unavailable,
                _ => WebhookMetrics.Failed,
            });
            throw;
        }
    }

    private void Count(object? answer)
    {
        if (answer is Accepted<EventAnswer> { Value: { } taken })
        {
            metrics.EventTaken(taken.Status);
            return;
        }

        metrics.EventAnswered((answer as IStatusCodeHttpResult)?.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => WebhookMetrics.Refused,
            StatusCodes.Status503ServiceUnavailable => WebhookMetrics.Unavailable,
            _ => WebhookMetrics.Invalid,
        });
    }
}
