using System.Net;

namespace VisualSearch.Cli.Targets;

/// <summary>What a server says about itself.</summary>
internal sealed record ServerHealth(string Status, string Version, string Mode, string? Model, long? Vectors, ServerQueue? Queue, IReadOnlyList<ServerPart> Dependencies)
{
    /// <summary>Asks once: 503 is an answer here, that of a server that says what it lacks.</summary>
    /// <exception cref="ApiProblemException">The server does not answer, or refuses.</exception>
    public static async Task<ServerHealth> ReadAsync(ApiConnection api, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await api.SendOnceAsync(() => new HttpRequestMessage(HttpMethod.Get, "api/v1/health/detailed"), cancellationToken);
        if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
        {
            await ApiConnection.ThrowOnProblemAsync(answer, cancellationToken);
        }

        return await api.ReadBodyAsync<ServerHealth>(answer, cancellationToken);
    }
}

/// <param name="LagSeconds">Age of the oldest change that searches do not show yet.</param>
internal sealed record ServerQueue(long Pending, double LagSeconds);

/// <summary>A dependency of a server.</summary>
internal sealed record ServerPart(string Name, string Status, string? Detail);
