using Microsoft.Extensions.DependencyInjection;

namespace VisualSearch.ServiceDefaults.Discovery;

/// <summary>Names of servers instead of addresses.</summary>
internal static class DiscoveryRegistration
{
    /// <summary>
    /// Whatever the platform's factory makes a client for may be asked by a name of <c>services:NAME:SCHEME:0</c>, as Aspire injects it; a name without such a setting goes to DNS as it is.
    /// Pictures are not fetched through the factory, so no setting leads them past the guard of their addresses. Nothing here repeats a request: each client knows what may be sent twice.
    /// </summary>
    public static IServiceCollection AddDiscovery(this IServiceCollection services)
    {
        services.AddServiceDiscovery();
        services.ConfigureHttpClientDefaults(client => client.AddServiceDiscovery());
        return services;
    }
}
