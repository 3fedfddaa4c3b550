using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VisualSearch.Api.Http;
using VisualSearch.Api.Products;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Indexing;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Products;

/// <summary>The product routes on a real server of this machine, over a real catalogue and picture store in a folder of the test's own. Nothing is indexed.</summary>
internal sealed class ShopUnderTest : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;

    private ShopUnderTest(WebApplication app, DirectoryInfo folder, HttpClient client)
    {
        _app = app;
        _folder = folder;
        Client = client;
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public string DataFolder => Path.Combine(_folder.FullName, "data");

    public static async Task<ShopUnderTest> StartAsync(Action<IServiceCollection>? replace = null, params (string Key, string? Value)[] settings)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("visual-search-products-");
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development", ContentRootPath = folder.FullName });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddApiHttp();
        builder.Services.AddCatalogue(builder.Configuration);
        builder.Services.AddImages(builder.Configuration);
        builder.Services.AddIndexSignals();
        builder.Services.AddSingleton<IStartupFilter, RateLimiterEnd>();
        replace?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        app.UseApiHttp();
        app.MapApi().MapProducts();
        app.MapMedia();
        app.MapOpenApi();
        await app.Services.GetRequiredService<CatalogueStartup>().PrepareAsync(TestContext.Current.CancellationToken);
        await app.StartAsync(TestContext.Current.CancellationToken);
        string url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        SocketsHttpHandler handler = new() { UseProxy = false, AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
        return new ShopUnderTest(app, folder, new HttpClient(handler) { BaseAddress = new Uri(url) });
    }

    public static byte[] SamplePicture(string name) => File.ReadAllBytes(Repository.PathOf("samples", "sample-shop", "images", name + ".webp"));

    /// <param name="json">Written with ' for ", for reading's sake; null for no body.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path);
        // The body is sent when the server wants it, so a refusal never meets a body on its way.
        request.Headers.ExpectContinue = json?.Length > 100_000;
        if (json is not null)
        {
            request.Content = new StringContent(json.Replace('\'', '"'), Encoding.UTF8, "application/json");
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Creates a product that must be accepted.</summary>
    public async Task<JsonElement> CreateAsync(string json) =>
        await JsonOfAsync(await SendAsync(HttpMethod.Post, "/api/v1/products", json), HttpStatusCode.Created);

    public async Task<HttpResponseMessage> UploadAsync(string key, byte[] picture, string field = "file", string contentType = "application/octet-stream")
    {
        using MultipartFormDataContent form = [];
        ByteArrayContent part = new(picture);
        part.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        form.Add(part, field, "picture");
        using HttpRequestMessage request = new(HttpMethod.Post, $"/api/v1/products/{key}/images") { Content = form };
        request.Headers.ExpectContinue = picture.Length > 100_000;
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static async Task<JsonElement> JsonOfAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    /// <summary>Reads a 400 that must name exactly these fields.</summary>
    public static async Task<JsonElement> FieldsOfAsync(HttpResponseMessage response, params string[] fields)
    {
        JsonElement problem = await Http.ApiUnderTest.ProblemOfAsync(response, HttpStatusCode.BadRequest, "invalid");
        JsonElement errors = problem.GetProperty("errors");
        Assert.Equal(fields.Order(StringComparer.Ordinal), errors.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
        Assert.All(errors.EnumerateObject(), field => Assert.NotEmpty(field.Value.EnumerateArray()));
        return errors;
    }

    /// <summary>How many files the picture store holds.</summary>
    public int KeptFiles() => Directory.Exists(Path.Combine(DataFolder, "pictures"))
        ? Directory.EnumerateFiles(Path.Combine(DataFolder, "pictures"), "*", SearchOption.AllDirectories).Count()
        : 0;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
