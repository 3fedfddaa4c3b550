using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using VisualSearch.Api.Http;

namespace VisualSearch.Tests.Guides;

/// <summary>Before the program's own pipeline: a client's next two requests are turned away as a busy server does, the first with 429 and the second with 503.</summary>
internal sealed class BusySpells : IStartupFilter
{
    private static readonly string[] Codes = [ProblemCodes.Unavailable.Code, ProblemCodes.TooManyRequests.Code];

    private readonly ConcurrentDictionary<string, int> _left = new();

    /// <param name="client">What its <c>User-Agent</c> begins with; empty for a client that names none.</param>
    public void Begin(string client) => _left[client] = Codes.Length;

    /// <summary>Whether the client came back after each refusal.</summary>
    public bool Over(string client) => _left[client] < 0;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, rest) =>
        {
            if (Turn(context.Request.Headers.UserAgent.ToString()) is not { } left)
            {
                await rest(context);
                return;
            }

            context.Response.StatusCode = left == 0 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "1";
            await context.Response.WriteAsJsonAsync(new { code = Codes[left] }, options: null, "application/problem+json");
        });
        next(app);
    };

    /// <summary>How many refusals the client has still before it after this one; null when it is not to be refused.</summary>
    private int? Turn(string agent)
    {
        string? client = _left.Keys.SingleOrDefault(name => name.Length == 0 ? agent.Length == 0 : agent.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        if (client is null || _left[client] < 0)
        {
            return null;
        }

        int left = _left.AddOrUpdate(client, 0, (_, before) => before - 1);
        return left < 0 ? null : left;
    }
}
