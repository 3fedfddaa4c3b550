using VisualSearch.Api.Http;

namespace VisualSearch.Api.Search;

/// <summary>Counts and times the searches of a route, those that fail included.</summary>
/// <param name="type">The label <c>type</c>.</param>
internal sealed class CountSearches(string type) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        IServiceProvider services = context.HttpContext.RequestServices;
        SearchMetrics metrics = services.GetRequiredService<SearchMetrics>();
        ServerTiming timing = services.GetRequiredService<ServerTiming>();
        string status = SearchMetrics.Error;
        try
        {
            object? result = await next(context);
            object? answer = result is INestedHttpResult nested ? nested.Result : result;
            status = answer is IStatusCodeHttpResult { StatusCode: < 400 } ? SearchMetrics.Success : SearchMetrics.Error;
            return result;
        }
        finally
        {
            metrics.SearchAnswered(type, status, timing.Elapsed);
        }
    }
}
