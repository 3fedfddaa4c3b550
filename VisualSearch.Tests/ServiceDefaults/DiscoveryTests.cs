using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine.Vectors;
using VisualSearch.QdrantStandIn;
using VisualSearch.ServiceDefaults.Discovery;

namespace VisualSearch.Tests.ServiceDefaults;

/// <summary>Servers by their names, as Aspire injects them: <c>services__qdrant__http__0</c>.</summary>
public sealed class DiscoveryTests
{
    private static readonly VectorCollection Collection = new("named", 4, "epoch");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Endpoint=http://qdrant;Key=planted-key")]
    [InlineData("Endpoint=http://qdrant/;Key=planted-key")]
    public async Task Qdrant_is_found_by_its_name_and_gets_its_key(string connection)
    {
        await using StandInServer server = await StandInServer.StartAsync(new StandInOptions { Key = "planted-key" }, Stop);
        await using ServiceProvider services = Services(connection, ("services:qdrant:http:0", server.Address));

        await services.GetRequiredService<IVectorStore>().OpenAsync(Collection, Stop);
    }

    [Fact]
    public async Task An_address_is_asked_as_it_is()
    {
        await using StandInServer server = await StandInServer.StartAsync(new StandInOptions(), Stop);
        await using ServiceProvider services = Services($"Endpoint={server.Address}", ("services:qdrant:http:0", "http://127.0.0.1:9"));

        await services.GetRequiredService<IVectorStore>().OpenAsync(Collection, Stop);
    }

    [Fact]
    public async Task A_name_that_nothing_answers_to_is_a_store_that_is_away()
    {
        await using ServiceProvider services = Services("Endpoint=http://qdrant", ("services:qdrant:http:0", "http://127.0.0.1:9"));

        await Assert.ThrowsAsync<VectorIndexUnavailableException>(() => services.GetRequiredService<IVectorStore>().OpenAsync(Collection, Stop));
    }

    private static ServiceProvider Services(string qdrant, (string Key, string Value) named)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("ConnectionStrings:catalog", "Host=nowhere"),
            new("ConnectionStrings:redis", "nowhere"),
            new("ConnectionStrings:qdrant_http", qdrant),
            new("Qdrant:Retries", "0"),
            new(named.Key, named.Value),
        ]).Build();
        return new ServiceCollection().AddSingleton(configuration).AddVectors(configuration).AddDiscovery().BuildServiceProvider();
    }
}
