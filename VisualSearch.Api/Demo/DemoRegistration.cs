namespace VisualSearch.Api.Demo;

/// <summary>Registers the demo shop. Needs the catalogue, the picture store, index signals and <c>DataOptions</c>; put it after them, so that it starts after them.</summary>
internal static class DemoRegistration
{
    public static WebApplicationBuilder AddDemoShop(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<DemoOptions>()
            .BindConfiguration(DemoOptions.Section)
            .Validate(options => Enum.IsDefined(options.Load), "Demo:Load must be auto, true or false.")
            .Validate(options => !string.IsNullOrWhiteSpace(options.Directory), "Demo:Directory must name a folder.")
            .ValidateOnStart();
        builder.Services.AddSingleton<DemoShop>();
        builder.Services.AddSingleton<DemoMarker>();
        builder.Services.AddSingleton<DemoLoader>();
        builder.Services.AddHostedService<DemoLoading>();
        return builder;
    }
}
