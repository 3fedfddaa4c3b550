using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace VisualSearch.Api.Http;

/// <summary>The document and its two readers, <c>/docs</c> (Swagger UI) and <c>/redoc</c>; nothing of them is loaded from another host.</summary>
internal static class Docs
{
    public const string DocumentAddress = "/openapi/v1.json";

    // The pages' own libraries add styles and a search worker; anything they might ask of another host is refused by the browser.
    private const string OwnHostOnly = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

    // The one that comes with the package asks Google for fonts.
    private const string ReDocPage = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
            <title>%(DocumentTitle)</title>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link href="index.css" rel="stylesheet" type="text/css">
            %(HeadContent)
        </head>
        <body>
            <div id="redoc-container"></div>
            <script type="module" src="index.js"></script>
        </body>
        </html>
        """;

    /// <summary>Maps the document and the page of error codes, and serves the readers. Call after <c>UseApiHttp</c>.</summary>
    public static WebApplication MapDocs(this WebApplication app)
    {
        app.Use(AllowOwnAssets);
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "docs";
            options.DocumentTitle = "VisualSearch API";
            options.SwaggerEndpoint(DocumentAddress, "v1");
            options.DisplayRequestDuration();
            options.EnableDeepLinking();
        });
        app.UseReDoc(options =>
        {
            options.RoutePrefix = "redoc";
            options.DocumentTitle = "VisualSearch API";
            options.SpecUrl = DocumentAddress;
            options.IndexStream = () => new MemoryStream(Encoding.UTF8.GetBytes(ReDocPage));
        });
        app.MapOpenApi();
        app.MapGet("/docs/errors", ErrorPage).ExcludeFromDescription();
        return app;
    }

    private static Task AllowOwnAssets(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase) || context.Request.Path.StartsWithSegments("/redoc", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.ContentSecurityPolicy = OwnHostOnly;
        }

        return next(context);
    }

    private static ContentHttpResult ErrorPage()
    {
        StringBuilder page = new("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>VisualSearch: error codes</title></head><body><h1>Error codes</h1><dl>");
        foreach (ProblemCode code in ProblemCodes.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"<dt id=\"{code.Code}\"><code>{code.Code}</code> ({code.Status}) {WebUtility.HtmlEncode(code.Title)}</dt><dd>{WebUtility.HtmlEncode(code.Advice)}</dd>");
        }

        return TypedResults.Content(page.Append("</dl></body></html>").ToString(), "text/html; charset=utf-8");
    }
}
