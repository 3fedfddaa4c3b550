using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Search;

namespace VisualSearch.Tests.Support;

/// <summary>The whole Engine in embedded mode with the bundled model, over a data folder of the test's own.</summary>
internal sealed class EngineUnderTest : IAsyncDisposable
{
    private readonly TemporaryFolder? _ownFolder;
    private readonly IHost _host;

    private EngineUnderTest(IHost host, TemporaryFolder? ownFolder)
    {
        _host = host;
        _ownFolder = ownFolder;
    }

    public IServiceProvider Services => _host.Services;

    public ProductWrites Writes => Services.GetRequiredService<ProductWrites>();

    public ProductReads Reads => Services.GetRequiredService<ProductReads>();

    public IndexSignals Signals => Services.GetRequiredService<IndexSignals>();

    public ProductSearch Search => Services.GetRequiredService<ProductSearch>();

    public OpenIndex Index => Services.GetRequiredService<LivingIndexes>().Active;

    /// <param name="folder">Given to start again over what an earlier engine left; null for a fresh folder, removed in the end.</param>
    public static async Task<EngineUnderTest> StartAsync(string? folder = null, bool indexing = true, Action<IServiceCollection>? services = null, params (string Key, string Value)[] settings)
    {
        TemporaryFolder? own = folder is null ? new TemporaryFolder() : null;
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = folder ?? own!.Path });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Models:Directory"] = Repository.PathOf("models"),
            ["Embedding:Model"] = "efficientnet-lite1-240",
            ["Images:AllowedNetworks:0"] = "127.0.0.0/8",
            ["Indexing:QuietTime"] = "00:00:01",
            ["Indexing:SweepInterval"] = "00:00:00.2",
            ["Indexing:FirstRetryDelay"] = "00:00:00.1",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Logging.ClearProviders();
        services?.Invoke(builder.Services);
        builder.Services.AddEngine(builder.Configuration);
        if (indexing)
        {
            builder.Services.AddIndexingLoop();
        }

        IHost host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new EngineUnderTest(host, own);
    }

    /// <summary>Creates a product with kept pictures and wakes the loop.</summary>
    public async Task<Product> AddAsync(ProductDetails details, params byte[][] pictures)
    {
        IImageStore store = Services.GetRequiredService<IImageStore>();
        List<string> references = [];
        foreach (byte[] picture in pictures)
        {
            references.Add(new ImageReference.Kept(await store.SaveAsync(picture, TestContext.Current.CancellationToken)).ToString());
        }

        return await AddAsync(details, references);
    }

    public async Task<Product> AddAsync(ProductDetails details, IReadOnlyList<string> references)
    {
        Product product = (await Writes.CreateAsync(details, references, TestContext.Current.CancellationToken)).Product!;
        await Signals.WakeAsync(product.Id, product.Version, TestContext.Current.CancellationToken);
        return product;
    }

    /// <summary>The product, once the loop is done with its present version.</summary>
    public Task<Product> IndexedAsync(ProductId id) => Eventually.HoldsAsync(
        async () => (await Reads.FindAsync(ProductKey.Of(id), TestContext.Current.CancellationToken))!,
        product => product.IndexState != IndexState.Pending);

    /// <summary>Returns when nothing is pending.</summary>
    public Task<IndexLag> CaughtUpAsync() => Eventually.HoldsAsync(
        () => Services.GetRequiredService<IndexOutbox>().LagAsync(Index.Generation.Id, TestContext.Current.CancellationToken),
        lag => lag.Pending == 0);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }

        _ownFolder?.Dispose();
    }
}
