using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using VisualSearch.ServiceDefaults.Telemetry;

namespace VisualSearch.Api.Http;

/// <summary>Registers the rules that hold for every route: JSON, problems, limits, keys, the document.</summary>
internal static class HttpRegistration
{
    public static WebApplicationBuilder AddApiHttp(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        AddProblems(services);
        AddLimits(services);
        AddKeys(services);
        AddOrigins(services);
        services.AddScoped<ServerTiming>();
        services.AddSingleton<ErrorMetrics>();
        services.AddSingleton(ErrorMetrics.Family);
        services.AddSingleton<SearchMetrics>();
        foreach (MetricFamily family in SearchMetrics.Families)
        {
            services.AddSingleton(family);
        }

        services.AddApiDocument();
        return builder;
    }

    private static void AddProblems(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        // Everywhere, not only in Development: a request that cannot be bound reaches the exception handler, which names the member.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddSingleton<ExceptionProblems>();
        services.AddExceptionHandler<ApiExceptionHandler>();
        services.AddValidation();
    }

    private static void AddLimits(IServiceCollection services)
    {
        services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SearchPlaces>();
        services.AddRateLimiter();
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>, ClientRateLimit>();
        services.AddRequestTimeouts();
        services.AddOptions<RequestTimeoutOptions>().Configure<IOptions<LimitOptions>>((timeouts, limits) => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = limits.Value.RequestTimeout,
            TimeoutStatusCode = ProblemCodes.TimedOut.Status,
            WriteTimeoutResponse = context => Problems.Of(ProblemCodes.TimedOut).ExecuteAsync(context),
        });
        services.Configure<KestrelServerOptions>(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = BodyLimit.Default;
        });
    }

    private static void AddKeys(IServiceCollection services)
    {
        services.AddOptions<SecurityOptions>().BindConfiguration(SecurityOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ApiKeyRing>();
        services.AddSingleton<OpenOnLoopback>();
    }

    private static void AddOrigins(IServiceCollection services)
    {
        services.AddOptions<CorsOptions>().BindConfiguration(CorsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ProxyOptions>().BindConfiguration(ProxyOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddCors();
        services.AddOptions<Microsoft.AspNetCore.Cors.Infrastructure.CorsOptions>().Configure<IOptions<CorsOptions>>((platform, ours) =>
            platform.AddDefaultPolicy(policy => AllowOrigins(policy, ours.Value)));
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>((platform, ours) =>
        {
            platform.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            // However many proxies stand in a row: the chain is followed for as long as each of them is known.
            platform.ForwardLimit = null;
            platform.KnownProxies.Clear();
            platform.KnownIPNetworks.Clear();
            foreach (string known in ours.Value.Known)
            {
                _ = ProxyOptions.TryParse(known, out System.Net.IPNetwork network);
                platform.KnownIPNetworks.Add(network);
            }
        });
    }

    private static void AllowOrigins(CorsPolicyBuilder policy, CorsOptions options) => policy
        .WithOrigins([.. options.Origins.Select(origin => origin.TrimEnd('/'))])
        .AllowAnyHeader()
        .AllowAnyMethod()
        .WithExposedHeaders("ETag", "Location", "Retry-After", "Server-Timing")
        .SetPreflightMaxAge(TimeSpan.FromHours(1));
}
