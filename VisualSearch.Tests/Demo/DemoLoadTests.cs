using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VisualSearch.Api.Demo;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Tests.Demo;

public sealed class DemoLoadTests : IDisposable
{
    private static readonly string[] ShopIds = ["a", "b"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("visual-search-demo-");

    private string Marker => Path.Combine(_folder.FullName, "data", "demo-shop.loading");

    [Fact]
    public async Task The_whole_shop_is_loaded_with_its_languages_and_pictures()
    {
        await using WebApplication app = await BuildAsync("Development");
        Assert.Equal(453, await LoadAsync(app));
        ProductReads reads = app.Services.GetRequiredService<ProductReads>();
        Assert.Equal(453, await reads.CountAsync(TestContext.Current.CancellationToken));
        Product? hotDog = await reads.FindAsync(ProductKey.OfExternal("sample_1f32d"), TestContext.Current.CancellationToken);
        Assert.NotNull(hotDog);
        Assert.Equal("hot dog", hotDog.Details.Title);
        Assert.Equal("хот-дог", hotDog.Details.Translations["ru"].Title);
        Assert.Equal("сосиска, хот-дог, хотдог", hotDog.Details.Translations["ky"].Description);
        Assert.Equal(660505, hotDog.Details.PriceMinor);
        Assert.Equal("KGS", hotDog.Details.Currency);
        Assert.True(hotDog.Details.InStock);
        Assert.True(ImageReference.TryParse(Assert.Single(hotDog.Pictures).Reference, out ImageReference? reference));
        byte[]? content = await app.Services.GetRequiredService<IImageStore>().ReadAsync(Assert.IsType<ImageReference.Kept>(reference).Key, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "samples", "sample-shop", "images", "1f32d.webp"), TestContext.Current.CancellationToken), content);
        Assert.False(File.Exists(Marker));
        Assert.Equal(0, await LoadAsync(app));
    }

    [Theory]
    [InlineData("Development", "auto", false, 2)]
    [InlineData("Development", "AUTO", true, 0)]
    [InlineData("Production", "auto", false, 0)]
    [InlineData("Production", "true", false, 2)]
    [InlineData("Production", "True", true, 2)]
    [InlineData("Development", "false", false, 0)]
    public async Task The_setting_the_environment_and_the_catalogue_decide(string environment, string load, bool hasProducts, int created)
    {
        await using WebApplication app = await BuildAsync(environment, ("Demo:Load", load), ("Demo:Directory", SmallShop()));
        if (hasProducts)
        {
            await app.Services.GetRequiredService<ProductWrites>().CreateAsync(new ProductDetails { Title = "Mine" }, [], TestContext.Current.CancellationToken);
        }

        Assert.Equal(created, await LoadAsync(app));
    }

    [Fact]
    public async Task A_load_that_was_cut_short_is_completed_by_the_next_start_and_touches_nothing_that_is_there()
    {
        string shop = SmallShop();
        File.Move(Path.Combine(shop, "b.webp"), Path.Combine(shop, "b.away"));
        await using (WebApplication first = await BuildAsync("Development", ("Demo:Directory", shop)))
        {
            await Assert.ThrowsAnyAsync<IOException>(() => LoadAsync(first));
            Assert.Equal(1, await first.Services.GetRequiredService<ProductReads>().CountAsync(TestContext.Current.CancellationToken));
            await first.Services.GetRequiredService<ProductWrites>().ReplaceAsync(ProductKey.OfExternal("a"), new ProductDetails { Title = "Changed" }, null, null, TestContext.Current.CancellationToken);
        }

        Assert.True(File.Exists(Marker));
        File.Move(Path.Combine(shop, "b.away"), Path.Combine(shop, "b.webp"));
        await using WebApplication second = await BuildAsync("Development", ("Demo:Directory", shop));
        Assert.Equal(1, await LoadAsync(second));
        ProductReads reads = second.Services.GetRequiredService<ProductReads>();
        Assert.Equal(2, await reads.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal("Changed", (await reads.FindAsync(ProductKey.OfExternal("a"), TestContext.Current.CancellationToken))!.Details.Title);
        Assert.False(File.Exists(Marker));
    }

    [Fact]
    public async Task A_started_host_loads_beside_its_requests()
    {
        await using WebApplication app = await BuildAsync("Development", ("Demo:Directory", SmallShop()));
        await app.StartAsync(TestContext.Current.CancellationToken);
        DemoLoading loading = app.Services.GetServices<IHostedService>().OfType<DemoLoading>().Single();
        await loading.ExecuteTask!.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, await app.Services.GetRequiredService<ProductReads>().CountAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task A_damaged_shop_stops_no_server(string? line)
    {
        string shop = SmallShop();
        File.Delete(Path.Combine(shop, "catalog.jsonl"));
        if (line is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(shop, "catalog.jsonl"), line, TestContext.Current.CancellationToken);
        }

        await using WebApplication app = await BuildAsync("Development", ("Demo:Directory", shop));
        await app.StartAsync(TestContext.Current.CancellationToken);
        DemoLoading loading = app.Services.GetServices<IHostedService>().OfType<DemoLoading>().Single();
        await loading.ExecuteTask!.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(app.Lifetime.ApplicationStopping.IsCancellationRequested);
        Assert.Equal(0, await app.Services.GetRequiredService<ProductReads>().CountAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Demo:Load", "sometimes")]
    [InlineData("Demo:Load", "7")]
    [InlineData("Demo:Directory", " ")]
    public async Task A_wrong_setting_is_refused_on_start(string key, string value)
    {
        await using WebApplication app = await BuildAsync("Development", (key, value));
        Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => app.StartAsync(TestContext.Current.CancellationToken));
        Assert.True(refused is OptionsValidationException or InvalidOperationException, refused.ToString());
        Assert.Contains(key, refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Task<int> LoadAsync(WebApplication app) => app.Services.GetRequiredService<DemoLoader>().RunAsync(TestContext.Current.CancellationToken);

    private string SmallShop()
    {
        string shop = _folder.CreateSubdirectory("shop").FullName;
        string images = Path.Combine(AppContext.BaseDirectory, "samples", "sample-shop", "images");
        File.Copy(Path.Combine(images, "1f345.webp"), Path.Combine(shop, "a.webp"), overwrite: true);
        File.Copy(Path.Combine(images, "1f346.webp"), Path.Combine(shop, "b.webp"), overwrite: true);
        File.WriteAllLines(Path.Combine(shop, "catalog.jsonl"), ShopIds.Select(id => JsonSerializer.Serialize(new { external_id = id, title = id, image = id + ".webp" })).Append(string.Empty));
        return shop;
    }

    private async Task<WebApplication> BuildAsync(string environment, params (string Key, string? Value)[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment, ContentRootPath = _folder.FullName });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)).Append(new("urls", "http://127.0.0.1:0")));
        builder.Logging.ClearProviders();
        builder.Services.AddCatalogue(builder.Configuration);
        builder.Services.AddImages(builder.Configuration);
        builder.Services.AddIndexSignals();
        builder.AddDemoShop();
        WebApplication app = builder.Build();
        await app.Services.GetRequiredService<CatalogueStartup>().PrepareAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
