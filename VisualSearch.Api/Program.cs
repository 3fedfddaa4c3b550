using VisualSearch.Api;
using VisualSearch.Api.Admin;
using VisualSearch.Api.Demo;
using VisualSearch.Api.Http;
using VisualSearch.Api.Monitoring;
using VisualSearch.Api.Products;
using VisualSearch.Api.Search;
using VisualSearch.Api.Web;
using VisualSearch.Api.Webhooks;
using VisualSearch.Engine;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Indexing.Health;
using VisualSearch.ServiceDefaults;
using VisualSearch.ServiceDefaults.Hosting;

if (args is ["probe", var address])
{
    return await HealthProbe.AskAsync(address);
}

return await Startup.RunAsync(async () =>
{
    WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
    builder.AddDefaultPort(8000);
    builder.AddServiceDefaults();
    builder.AddApiHttp();
    builder.Services.AddEngine(builder.Configuration);
    if (EngineModes.Of(builder.Configuration) == EngineMode.Embedded)
    {
        builder.Services.AddIndexingLoop();
    }

    builder.Services.AddEngineHealth();
    builder.Services.AddSearch();
    builder.Services.AddMonitoring().AddEngineMonitoring();
    builder.Services.AddWebhooks();
    builder.Services.AddPage();
    builder.AddDemoShop();
    builder.Services.AddHostedService<AddressAnnouncement>();

    WebApplication app = builder.Build();
    app.UseMiddleware<CountEvents>();
    app.UseApiHttp();
    app.MapDefaultEndpoints();
    app.MapPage();
    app.MapDocs();
    app.MapMedia();
    app.MapApi()
        .MapSearch()
        .MapProducts()
        .MapWebhooks()
        .MapAdmin()
        .MapMonitoring();
    await Startup.ServeAsync(app);
}, EngineRegistration.IsRefusal);
