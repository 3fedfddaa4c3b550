namespace VisualSearch.Api.Web;

/// <summary>Registers and maps the page for shoppers.</summary>
internal static class WebRegistration
{
    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];

    public static IServiceCollection AddPage(this IServiceCollection services) => services.AddSingleton<PageSource>();

    public static WebApplication MapPage(this WebApplication app)
    {
        app.MapMethods("/", ReadMethods, ServePage.Document).ExcludeFromDescription();
        app.MapMethods("/page/{version}/{**path}", ReadMethods, ServePage.Part).ExcludeFromDescription();
        return app;
    }
}
