using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Vectors;
using VisualSearch.Engine.Vectors.Qdrant;
using VisualSearch.QdrantStandIn;

namespace VisualSearch.Tests.Support.Qdrant;

/// <summary>
/// The server that the adapter's suites run against: one stand-in for the whole run, or a real server where <c>QDRANT_TEST_URL</c> (and <c>QDRANT_TEST_KEY</c>) names
/// one. Tests keep to collections of their own.
/// </summary>
internal static class QdrantUnderTest
{
    private static readonly Lazy<Task<QdrantConnection>> Shared = new(ConnectAsync);

    public static async Task<QdrantVectorStore> StoreAsync(QdrantOptions? options = null) => Store(await Shared.Value, options);

    public static QdrantVectorStore Store(QdrantConnection connection, QdrantOptions? options = null, TimeProvider? time = null)
    {
        QdrantOptions own = options ?? new QdrantOptions();
        ServiceCollection services = new();
        services.AddMetrics().AddHttpClient(QdrantClient.Handler).ConfigurePrimaryHttpMessageHandler(() => QdrantClient.MakeHandler(own)).RemoveAllLoggers();
        ServiceProvider provider = services.BuildServiceProvider();
        VectorsMetrics metrics = new(provider.GetRequiredService<IMeterFactory>());
        return new QdrantVectorStore(connection, Options.Create(own), provider.GetRequiredService<IHttpMessageHandlerFactory>(), metrics, time ?? TimeProvider.System);
    }

    public static Task<QdrantConnection> ConnectionAsync() => Shared.Value;

    private static async Task<QdrantConnection> ConnectAsync()
    {
        string? url = Environment.GetEnvironmentVariable("QDRANT_TEST_URL");
        string? key = Environment.GetEnvironmentVariable("QDRANT_TEST_KEY");
        return string.IsNullOrEmpty(url)
            ? QdrantConnection.Parse((await StandInServer.StartAsync(new StandInOptions(), CancellationToken.None)).Address)
            : QdrantConnection.Parse(url) with { Key = string.IsNullOrEmpty(key) ? null : key };
    }
}
