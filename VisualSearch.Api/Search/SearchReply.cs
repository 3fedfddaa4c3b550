using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine.Search;

namespace VisualSearch.Api.Search;

/// <summary>Turns an answer into the response: the JSON, and where the time went in <c>Server-Timing</c>.</summary>
internal static class SearchReply
{
    public static Ok<SearchJson> Of(HttpContext context, SearchAnswer answer, SearchTimings timings)
    {
        ServerTiming timing = context.RequestServices.GetRequiredService<ServerTiming>();
        timing.Add(ServerTiming.Decode, timings.Decode);
        timing.Add(ServerTiming.Embed, timings.Embed);
        timing.Add(ServerTiming.Vectors, timings.Vectors);
        timing.Add(ServerTiming.Hydrate, timings.Hydrate);
        return TypedResults.Ok(SearchJson.Of(answer, timing.Elapsed, context.Request));
    }
}
