using System.Reflection;
using Microsoft.OpenApi;

namespace VisualSearch.Api.Http;

/// <summary>What the OpenAPI document says beside the routes themselves: title, version, and how a key is presented.</summary>
internal static class ApiDocument
{
    /// <summary>This build's version, without the commit.</summary>
    public static string Version { get; } =
        typeof(ApiDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        // HEAD is GET without the body: telling it twice would use each name twice.
        options.ShouldInclude = description => description.HttpMethod != HttpMethods.Head;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "VisualSearch API",
                Version = Version,
                Description = "A photograph or a few words in, the right products out. Errors are problems (RFC 9457); their codes are explained at /docs/errors.",
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key of Security:ApiKeys." };
            document.Components.SecuritySchemes["api_key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "The same key in a header of its own." };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            RequiredScope? needed = context.Description.ActionDescriptor.EndpointMetadata.OfType<RequiredScope>().LastOrDefault();
            if (needed?.Scope is { } scope && scope != ApiScopes.Read)
            {
                operation.Security =
                [
                    new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] },
                    new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("api_key", context.Document)] = [] },
                ];
                operation.Responses ??= [];
                foreach (ProblemCode code in new[] { ProblemCodes.KeyRequired, ProblemCodes.ScopeMissing })
                {
                    operation.Responses.TryAdd(code.Status.ToString(System.Globalization.CultureInfo.InvariantCulture), new OpenApiResponse { Description = code.Title });
                }
            }

            return Task.CompletedTask;
        });
    });
}
