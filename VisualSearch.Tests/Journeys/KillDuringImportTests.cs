using System.Text.Json;
using Microsoft.Data.Sqlite;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Journeys;

public sealed class KillDuringImportTests
{
    private const string Embedded = "visual_search_pictures_embedded_total";

    /// <summary>Enough for many small batches, so that each kill finds some done, some under way and some not begun.</summary>
    private const int Products = 120;

    [Fact]
    public async Task A_process_killed_in_its_first_import_leaves_nothing_undone_double_or_done_again()
    {
        using TemporaryFolder shop = new();
        using TemporaryFolder folder = new();
        (string Key, string Value)[] import = [("Demo:Load", "true"), ("Demo:Directory", ShopIn(shop)), ("Indexing:BatchSize", "8"), ("Indexing:SweepInterval", "00:00:00.2")];

        // While products are still being created; early in the indexing; late in it.
        Dictionary<string, string> committed = [];
        foreach ((string filter, int least) in ((string, int)[])[(string.Empty, 10), ("index_state=indexed", 20), ("index_state=indexed", 60)])
        {
            double embedded;
            Dictionary<string, string> before = committed;
            await using (HostProcess api = await HostProcess.StartAsync(folder.Path, import))
            {
                await Eventually.HoldsAsync(() => TotalAsync(api, filter), total => total >= least, filter.Length == 0 ? null : Eventually.LongPatience);
                embedded = await api.MetricAsync(Embedded);
                await api.KillAsync();
            }

            committed = EmbeddingsIn(folder.Path, out long created, out long done);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"Killed with {created} products, {done} of them indexed, {committed.Count} embeddings committed, {committed.Count - before.Count} by this run, which counted {embedded} when last asked.");
            Assert.InRange(done, 0, Products - 1);
            Assert.InRange(committed.Count, filter.Length == 0 ? 0 : least, Products - 1);
            Assert.All(before, vector => Assert.Equal(vector.Value, committed[vector.Key]));
        }

        double embeddedAgain;
        await using (HostProcess whole = await HostProcess.StartAsync(folder.Path, import))
        {
            await WholeAsync(whole);
            embeddedAgain = await whole.MetricAsync(Embedded);

            // The data folder is this process's alone.
            (int exitCode, string output) = await HostProcess.RunToEndAsync(folder.Path, import);
            Assert.Equal(78, exitCode);
            Assert.Contains($"in use by process {whole.Id}", output, StringComparison.Ordinal);
            Assert.Contains("--url", output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
            await whole.KillAsync();
        }

        Dictionary<string, string> final = EmbeddingsIn(folder.Path, out long products, out long indexed);
        TestContext.Current.TestOutputHelper?.WriteLine($"The run that was left alone made {embeddedAgain} of {final.Count}.");
        Assert.Equal(Products, products);
        Assert.Equal(Products, indexed);
        Assert.Equal(Products, final.Count);
        Assert.Equal(final.Count - committed.Count, embeddedAgain);
        Assert.All(committed, before => Assert.Equal(before.Value, final[before.Key]));

        await using HostProcess again = await HostProcess.StartAsync(folder.Path, import);
        await WholeAsync(again);
        Assert.Equal(0, await again.MetricAsync(Embedded));
    }

    /// <summary>The beginning of the sample shop.</summary>
    private static string ShopIn(TemporaryFolder folder)
    {
        File.WriteAllLines(Path.Combine(folder.Path, "catalog.jsonl"), File.ReadLines(Repository.PathOf("samples", "sample-shop", "catalog.jsonl")).Take(Products));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "images"), Repository.PathOf("samples", "sample-shop", "images"));
        return folder.Path;
    }

    /// <summary>Waits until everything is indexed, then holds catalogue and index against the shop.</summary>
    private static async Task WholeAsync(HostProcess api)
    {
        await Eventually.HoldsAsync(
            async () => (Indexed: await TotalAsync(api, "index_state=indexed"), All: await TotalAsync(api, string.Empty)),
            total => total == (Products, Products),
            Eventually.LongPatience);
        List<string> seen = [];
        string? cursor = null;
        do
        {
            JsonElement page = await api.GetAsync("/api/v1/products?limit=200" + (cursor is null ? string.Empty : "&cursor=" + Uri.EscapeDataString(cursor)));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(product => product.GetProperty("external_id").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(Products, seen.Count);
        Assert.Equal(Products, seen.Distinct().Count());
        JsonElement index = (await api.GetAsync("/api/v1/search/similar/ext:" + seen[0])).GetProperty("index");
        Assert.Equal(Products, index.GetProperty("vectors").GetInt64());
    }

    private static async Task<int> TotalAsync(HostProcess api, string filter) => (await api.GetAsync("/api/v1/products?limit=1&" + filter)).GetProperty("total").GetInt32();

    /// <summary>Content to vector, read from a copy, so that the next process finds what the killed one left.</summary>
    private static Dictionary<string, string> EmbeddingsIn(string folder, out long products, out long indexed)
    {
        using TemporaryFolder copy = new();
        foreach (string file in Directory.GetFiles(Path.Combine(folder, "data"), "catalogue.db*"))
        {
            File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
        }

        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(copy.Path, "catalogue.db"), Pooling = false }.ToString());
        connection.Open();
        Dictionary<string, string> vectors = [];
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT hex(content), hex(vector) FROM embeddings";
        using (SqliteDataReader rows = command.ExecuteReader())
        {
            while (rows.Read())
            {
                // A content that is there twice fails here.
                vectors.Add(rows.GetString(0), rows.GetString(1));
            }
        }

        command.CommandText = "SELECT count(*) FROM products";
        products = (long)command.ExecuteScalar()!;
        command.CommandText = "SELECT count(*) FROM product_index i JOIN products p ON p.id = i.product_id WHERE i.indexed_version = p.version";
        indexed = (long)command.ExecuteScalar()!;
        return vectors;
    }
}
