namespace VisualSearch.Api.Web;

/// <summary>Registers and maps the pages for shoppers and for operators.</summary>
internal static class WebRegistration
{
    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];

    public static IServiceCollection AddPage(this IServiceCollection services) => services.AddSingleton<PageSource>();

    public static WebApplication MapPage(this WebApplication app)
    {
        app.MapMethods("/", ReadMethods, ServePage.Shoppers).ExcludeFromDescription();
        app.MapMethods("/admin", ReadMethods, ServePage.Operators).ExcludeFromDescription();
        app.MapMethods("/page/{version}/{**path}", ReadMethods, ServePage.Part).ExcludeFromDescription();
        return app;
    }
}
