using Microsoft.AspNetCore.Routing;

namespace VisualSearch.Api.Http;

/// <summary>Registers the rules that hold for every route: JSON, problems, limits, keys.</summary>
internal static class HttpRegistration
{
    public static WebApplicationBuilder AddApiHttp(this WebApplicationBuilder builder)
    {
        AddProblems(builder.Services);
        return builder;
    }

    private static void AddProblems(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        // Everywhere, not only in Development: a request that cannot be bound reaches the exception handler, which names the member.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<ApiExceptionHandler>();
        services.AddValidation();
        services.AddSingleton(TimeProvider.System);
        services.AddScoped<ServerTiming>();
    }
}
