using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine.Vectors;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Journeys.Distributed;

/// <summary>What the catalogue says the vector index must hold, and what it holds: one line a picture, <c>product picture version</c>.</summary>
internal static class StoredVectors
{
    /// <summary>In the active generation's collection.</summary>
    public static async Task<SortedSet<string>> HeldAsync(DistributedSystem system)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:catalog"] = "Host=unused",
            ["ConnectionStrings:redis"] = "unused",
            ["ConnectionStrings:qdrant_http"] = $"Endpoint={system.Vectors.Address}",
        }).Build();
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddVectors(configuration).BuildServiceProvider();
        VectorCollection collection = new(
            await system.ScalarAsync<string>("SELECT collection FROM index_generations WHERE active = 1"),
            await system.ScalarAsync<int>("SELECT dimension FROM index_generations WHERE active = 1"),
            await system.ScalarAsync<string>("SELECT epoch FROM index_generations WHERE active = 1"));
        OpenedCollection opened = await services.GetRequiredService<IVectorStore>().OpenAsync(collection, TestContext.Current.CancellationToken);
        SortedSet<string> held = new(StringComparer.Ordinal);
        await foreach (IndexedPicture picture in opened.Index.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            Assert.True(held.Add($"{picture.Product} {picture.Picture} {picture.Version}"), "A picture has two vectors.");
        }

        return held;
    }

    /// <summary>By the catalogue: each indexed picture of each living product, at the product's version.</summary>
    public static async Task<SortedSet<string>> DueAsync(DistributedSystem system)
    {
        SortedSet<string> due = new(StringComparer.Ordinal);
        await using Npgsql.NpgsqlConnection connection = await system.ConnectAsync();
        await using Npgsql.NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = "SELECT p.id, c.id, p.version FROM products p JOIN pictures c ON c.product_id = p.id WHERE p.deleted_at IS NULL AND c.content IS NOT NULL";
        await using Npgsql.NpgsqlDataReader rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
        {
            due.Add($"{rows.GetInt64(0)} {rows.GetInt64(1)} {rows.GetInt64(2)}");
        }

        return due;
    }
}
