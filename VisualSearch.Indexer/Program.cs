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
    if (EngineModes.Of(builder.Configuration) == EngineMode.Embedded)
    {
        throw new EngineModeException("The indexer works on the catalogue of a distributed system and needs the connection strings catalog, redis and qdrant_http. Without them VisualSearch.Api indexes for itself.");
    }

    builder.AddDefaultPort(8001);
    builder.AddServiceDefaults();
    builder.Services.AddEngine(builder.Configuration);
    builder.Services.AddIndexingLoop();
    builder.Services.AddEngineHealth();

    WebApplication app = builder.Build();
    app.MapDefaultEndpoints();
    await Startup.ServeAsync(app);
}, EngineRegistration.IsRefusal);
