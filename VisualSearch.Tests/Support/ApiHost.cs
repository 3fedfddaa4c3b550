using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace VisualSearch.Tests.Support;

/// <summary>The whole Api as its Program puts it together, in this process, on a real server at a free loopback port, over a content root of the test's own.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly Factory _factory;
    private readonly TemporaryFolder? _ownFolder;

    private ApiHost(Factory factory, TemporaryFolder? ownFolder, string folder)
    {
        _factory = factory;
        _ownFolder = ownFolder;
        Folder = folder;
        _factory.StartServer();
        Address = _factory.ClientOptions.BaseAddress;
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _factory.Services;

    /// <summary>The content root; <c>data/catalogue.db</c> is in it.</summary>
    public string Folder { get; }

    /// <param name="folder">A content root that an earlier host left; null for a fresh one, removed in the end.</param>
    /// <param name="services">Replaces parts after the Program has registered its own.</param>
    public static async Task<ApiHost> StartAsync(string environment = "Development", string? folder = null, Action<IServiceCollection>? services = null, params (string Key, string Value)[] settings)
    {
        TemporaryFolder? own = folder is null ? new TemporaryFolder() : null;
        Dictionary<string, string> values = new()
        {
            ["Logging:Files:Directory"] = string.Empty,
            ["Demo:Load"] = "false",
            ["Embedding:Model"] = "efficientnet-lite1-240",
            ["Indexing:SweepInterval"] = "00:00:00.2",
            ["Indexing:FirstRetryDelay"] = "00:00:00.1",
        };
        foreach ((string key, string value) in settings)
        {
            values[key] = value;
        }

        Factory factory = new(environment, folder ?? own!.Path, values, services);
        factory.UseKestrel(options => options.Listen(IPAddress.Loopback, 0));
        try
        {
            // Starting blocks its caller.
            return await Task.Run(() => new ApiHost(factory, own, folder ?? own!.Path), TestContext.Current.CancellationToken);
        }
        catch
        {
            await factory.DisposeAsync();
            own?.Dispose();
            throw;
        }
    }

    public Task<HttpResponseMessage> GetAsync(string path) => Client.GetAsync(path, TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> PostAsync(string path, object json) => Client.PostAsJsonAsync(path, json, TestContext.Current.CancellationToken);

    /// <summary>A body with a type of the test's choosing; the type is not checked on the way out.</summary>
    public async Task<HttpResponseMessage> PostRawAsync(string path, byte[] body, string? contentType)
    {
        using ByteArrayContent content = new(body);
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return await Client.PostAsync(path, content, TestContext.Current.CancellationToken);
    }

    /// <summary>A form with a picture and fields.</summary>
    public async Task<HttpResponseMessage> PostFormAsync(string path, byte[]? picture, string pictureField = "file", params (string Name, string Value)[] fields)
    {
        using MultipartFormDataContent form = [];
        foreach ((string name, string value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        if (picture is not null)
        {
            ByteArrayContent part = new(picture);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            form.Add(part, pictureField, "picture");
        }

        return await Client.PostAsync(path, form, TestContext.Current.CancellationToken);
    }

    /// <summary>The answer's JSON, whatever its status was expected to be.</summary>
    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    /// <summary>Creates a product over REST.</summary>
    /// <returns>Its <c>product_id</c>.</returns>
    public async Task<string> CreateAsync(object product)
    {
        using HttpResponseMessage response = await PostAsync("/api/v1/products", product);
        return (await JsonAsync(response, HttpStatusCode.Created)).GetProperty("product_id").GetString()!;
    }

    /// <summary>Uploads pictures to a product over REST and waits until it is processed.</summary>
    public async Task<JsonElement> AddPicturesAsync(string product, params byte[][] pictures)
    {
        foreach (byte[] picture in pictures)
        {
            using HttpResponseMessage response = await PostFormAsync($"/api/v1/products/{product}/images", picture);
            await JsonAsync(response, HttpStatusCode.Created);
        }

        return await ProcessedAsync(product);
    }

    /// <summary>The product, once its present version is processed.</summary>
    public Task<JsonElement> ProcessedAsync(string product) => Eventually.HoldsAsync(
        async () =>
        {
            using HttpResponseMessage response = await GetAsync($"/api/v1/products/{product}");
            return await JsonAsync(response);
        },
        seen => seen.GetProperty("index_state").GetString() != "pending");

    /// <summary>The sum of a metric's series whose labels contain the text; 0 when there is none.</summary>
    public async Task<double> MetricAsync(string name, string labels = "") =>
        Prometheus.Sum(await Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken), name, labels);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _factory.DisposeAsync();
        _ownFolder?.Dispose();
    }

    private sealed class Factory(string environment, string folder, Dictionary<string, string> settings, Action<IServiceCollection>? services) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment(environment).UseContentRoot(folder);
            foreach ((string key, string value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureLogging(logging => logging.ClearProviders());
            builder.ConfigureServices(services => services.AddSingleton<IStartupFilter, RateLimiterEnd>());
            if (services is not null)
            {
                builder.ConfigureServices(services);
            }
        }
    }
}
