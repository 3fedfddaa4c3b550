using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

public abstract class EmbeddingsContract(CatalogueKind kind)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_all_gives_every_indexed_picture_of_living_products_in_order()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        ProductId two = await catalogue.AddAsync(new ProductDetails { Title = "Two", Category = "c", Brand = "b", PriceMinor = 12, InStock = true }, "https://b/2", "https://b/1");
        await catalogue.AddAsync("No pictures");
        ProductId deleted = await catalogue.AddAsync("Deleted", "https://d");
        ProductId one = await catalogue.AddAsync(new ProductDetails { Title = "One", Category = "c" }, "https://a/1", "https://bad");
        await catalogue.IndexAllAsync(generation, p => p.Reference == "https://bad" ? new PictureWork(p.Id, null, null, null, "bad", null) : TemporaryCatalogue.Embedded(p));
        await catalogue.AddAsync("Not indexed yet", "https://c");
        await catalogue.Writes.DeleteAsync(ProductKey.Of(deleted), null, Cancelled);

        List<StoredProduct> stored = await catalogue.Embeddings.ReadAllAsync(generation.Id, generation.Fingerprint, Cancelled).ToListAsync(Cancelled);
        Assert.Equal([two, one], stored.Select(s => s.Product));
        Assert.All(stored, s => Assert.Equal(1, s.Version));
        Assert.Equal([new FilterFields("c", "b", 12, true), new FilterFields("c", null, null, null)], stored.Select(s => s.Fields));
        Assert.Same(stored[0].Fields.Category, stored[1].Fields.Category);
        Assert.Equal([2, 1], stored.Select(s => s.Pictures.Count));
        foreach (StoredProduct product in stored)
        {
            Product known = (await catalogue.Reads.FindAsync(ProductKey.Of(product.Product), Cancelled))!;
            foreach (((PictureId picture, Half[] vector), ProductPicture expected) in product.Pictures.Zip(known.Pictures))
            {
                Assert.Equal(expected.Id, picture);
                Assert.Equal(TemporaryCatalogue.UnitVector(ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(expected.Reference))), vector);
            }

            Assert.Equal(product.Pictures, await catalogue.Embeddings.OfProductAsync(product.Product, generation.Fingerprint, Cancelled), (a, b) => a.Picture == b.Picture && a.Vector.SequenceEqual(b.Vector));
        }

        Assert.Empty(await catalogue.Embeddings.OfProductAsync(deleted, generation.Fingerprint, Cancelled));
        Assert.Empty(await catalogue.Embeddings.ReadAllAsync(generation.Id, "another", Cancelled).ToListAsync(Cancelled));
        Assert.Empty(await catalogue.Embeddings.ReadAllAsync(generation.Id + 1, generation.Fingerprint, Cancelled).ToListAsync(Cancelled));
    }

    [Fact]
    public async Task Read_all_sees_one_state_while_writes_go_on()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        for (int i = 0; i < 10; i++)
        {
            await catalogue.AddAsync($"{i}", $"https://a/{i}");
        }

        await catalogue.IndexAllAsync(generation);
        int read = 0;
        await foreach (StoredProduct product in catalogue.Embeddings.ReadAllAsync(generation.Id, generation.Fingerprint, Cancelled))
        {
            await catalogue.Writes.DeleteAsync(ProductKey.Of(new ProductId(10 - read)), null, Cancelled);
            Assert.Equal(++read, product.Product.Value);
        }

        Assert.Equal(10, read);
    }

    [Fact]
    public async Task Equal_content_is_stored_once_a_fingerprint()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        await catalogue.AddAsync("One", "https://same");
        await catalogue.AddAsync("Two", "https://same");
        await catalogue.IndexAllAsync(generation);
        ContentHash content = ContentHash.Of("https://same"u8);
        Assert.Equal(1, await catalogue.Embeddings.CountAsync(generation.Fingerprint, Cancelled));
        Assert.Equal(0, await catalogue.Embeddings.CountAsync("another", Cancelled));
        Assert.Empty(await catalogue.Embeddings.FindAsync("another", [content], Cancelled));
        Assert.Equal([content], (await catalogue.Embeddings.FindAsync(generation.Fingerprint, [content, content, ContentHash.Of([9])], Cancelled)).Keys);
    }

    [Fact]
    public async Task Find_takes_any_number_of_hashes()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        await catalogue.AddAsync("One", [.. Enumerable.Range(0, 600).Select(i => $"https://a/{i}")]);
        await catalogue.IndexAllAsync(generation);
        ContentHash[] contents = [.. Enumerable.Range(0, 700).Select(i => ContentHash.Of(System.Text.Encoding.UTF8.GetBytes($"https://a/{i}")))];
        Assert.Equal(600, (await catalogue.Embeddings.FindAsync(generation.Fingerprint, contents, Cancelled)).Count);
        Assert.Empty(await catalogue.Embeddings.FindAsync(generation.Fingerprint, [], Cancelled));
    }

    [Fact]
    public async Task Unused_ones_are_removed_a_little_at_a_time_and_by_one_process()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        await catalogue.AddAsync("One", "https://a");
        await catalogue.IndexAllAsync(generation);
        string numbers = kind == CatalogueKind.Sqlite ? "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) SELECT i FROM n" : "SELECT generate_series(1, 2500) AS i";
        string hash = kind == CatalogueKind.Sqlite ? "randomblob(32)" : "sha256(i::text::bytea)";
        catalogue.Execute($"INSERT INTO embeddings (fingerprint_id, content, vector) SELECT (SELECT min(id) FROM fingerprints), {hash}, (SELECT vector FROM embeddings LIMIT 1) FROM ({numbers}) AS numbers");
        if (kind == CatalogueKind.Postgres)
        {
            await using System.Data.Common.DbConnection other = catalogue.Beside();
            await using System.Data.Common.DbCommand command = other.CreateCommand();
            command.CommandText = $"SELECT pg_advisory_lock({(long)CatalogueLock.Retention})";
            await command.ExecuteScalarAsync(Cancelled);
            Assert.Equal(0, await catalogue.Embeddings.RemoveUnusedAsync(Cancelled));
            // The server ends a session a moment after its connection was closed.
            command.CommandText = "SELECT pg_advisory_unlock_all()";
            await command.ExecuteScalarAsync(Cancelled);
        }

        using MetricCollector<double> writes = new(catalogue.Get<IMeterFactory>(), CatalogueMetrics.MeterName, "visual_search.catalogue.write.duration");

        Assert.Equal(2500, await catalogue.Embeddings.RemoveUnusedAsync(Cancelled));

        Assert.InRange(writes.GetMeasurementSnapshot().Count, 3, 10);
        Assert.Equal(1, await catalogue.Embeddings.CountAsync(generation.Fingerprint, Cancelled));
    }

    [Fact]
    public async Task Those_of_a_model_that_no_generation_has_are_removed_though_their_pictures_are_there()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        await catalogue.AddAsync("One", "https://a");
        await catalogue.IndexAllAsync(generation);
        GenerationChanges changes = catalogue.Get<GenerationChanges>();
        Generation other = (await changes.AddAsync("other", "other:1", 4, Cancelled)).Generation!;
        IndexClaim claim = Assert.Single(await catalogue.Outbox.ClaimAsync(other.Id, null, 1, "worker", TimeSpan.FromMinutes(1), Cancelled));
        await changes.RemoveAsync(other.Id, Cancelled);
        // A worker that has not heard of it stores what it made.
        await catalogue.Outbox.SaveWorkAsync(other.Fingerprint, [TemporaryCatalogue.Embedded(claim.Pictures[0])], Cancelled);
        Assert.Equal(1, await catalogue.Embeddings.CountAsync(other.Fingerprint, Cancelled));

        Assert.Equal(1, await catalogue.Embeddings.RemoveUnusedAsync(Cancelled));

        Assert.Equal((1, 0), (await catalogue.Embeddings.CountAsync(generation.Fingerprint, Cancelled), await catalogue.Embeddings.CountAsync(other.Fingerprint, Cancelled)));
    }

    [Fact]
    public async Task Only_embeddings_that_no_picture_uses_are_removed()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        ProductId id = await catalogue.AddAsync("One", "https://a", "https://b");
        ProductId deleted = await catalogue.AddAsync("Two", "https://c");
        await catalogue.IndexAllAsync(generation);
        await catalogue.Writes.DeleteAsync(ProductKey.Of(deleted), null, Cancelled);
        Assert.Equal(0, await catalogue.Embeddings.RemoveUnusedAsync(Cancelled));
        await catalogue.Writes.ReplaceAsync(ProductKey.Of(id), new ProductDetails { Title = "One" }, ["https://b"], null, Cancelled);
        Assert.Equal(1, await catalogue.Embeddings.RemoveUnusedAsync(Cancelled));
        Assert.Equal(2, await catalogue.Embeddings.CountAsync(generation.Fingerprint, Cancelled));
    }
}

public sealed class SqliteEmbeddingsTests() : EmbeddingsContract(CatalogueKind.Sqlite);

public sealed class PostgresEmbeddingsTests() : EmbeddingsContract(CatalogueKind.Postgres);
