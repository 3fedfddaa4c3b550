using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Cli;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Indexing;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Journeys;

/// <summary>An import whose process is killed three times, each time at another point, and then left alone: nothing twice, nothing lost.</summary>
public sealed class KillDuringCommandLineImportTests : IDisposable
{
    /// <summary>Far more than the last point of a kill, since it comes later on a machine that is busy.</summary>
    private const int Rows = 150;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Into_a_folder()
    {
        string data = Path.Combine(_folder.Path, "data");
        string pictures = Path.Combine(data, "pictures");
        string[] line = ["import", await CatalogueAsync(), "--images", Repository.PathOf("samples", "sample-shop"), "--data", data, "--set", "Embedding:Model=efficientnet-lite1-240", "--json"];

        // Pictures that are kept are the sign of life that can be seen from outside.
        await KillThreeTimesAsync(line, () => Task.FromResult(Directory.Exists(pictures) ? Directory.GetFiles(pictures, "*", SearchOption.AllDirectories).Length : 0));
        CliRun whole = (await CliRun.OfAsync(line)).Ended(ExitCode.Done);
        CliRun again = (await CliRun.OfAsync(line)).Ended(ExitCode.Done);

        Check(whole, again);
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(_folder.Path, indexing: false);
        await CheckAsync(engine.Reads);
        Assert.Equal(Rows, await engine.Index.Vectors.CountAsync(Cancelled));
    }

    [Fact]
    public async Task Into_a_server()
    {
        await using ApiHost api = await StartServerAsync();
        string[] line = ["import", await CatalogueAsync(), "--images", Repository.PathOf("samples", "sample-shop"), "--url", api.Address.ToString(), "--json"];
        ProductReads reads = api.Services.GetRequiredService<ProductReads>();

        await KillThreeTimesAsync(line, async () => (int)await reads.CountAsync(Cancelled));
        CliRun whole = (await CliRun.OfAsync(line)).Ended(ExitCode.Done);
        CliRun again = (await CliRun.OfAsync(line)).Ended(ExitCode.Done);

        Check(whole, again);
        await CheckAsync(reads);
    }

    [Fact]
    public async Task A_run_that_is_interrupted_finishes_the_rows_it_began_and_says_how_to_go_on()
    {
        await using ApiHost api = await StartServerAsync();
        string[] line = ["import", await CatalogueAsync(), "--images", Repository.PathOf("samples", "sample-shop"), "--url", api.Address.ToString(), "--json"];
        ProductReads reads = api.Services.GetRequiredService<ProductReads>();
        CliRun run;
        await using (CliProcess process = CliProcess.Start(line))
        {
            await Eventually.HoldsAsync(() => reads.CountAsync(Cancelled), count => count >= 10);
            process.Interrupt();
            run = (await process.EndAsync()).Ended(ExitCode.Interrupted);
        }

        long done = run.Json.GetProperty("rows").GetInt64();
        Assert.Equal(done, await reads.CountAsync(Cancelled));
        Assert.Contains($"goes on after row {done}", run.Error, StringComparison.Ordinal);
        Assert.Equal(done, (await CliRun.OfAsync(line)).Ended(ExitCode.Done).Json.GetProperty("resumed_after").GetInt64());
        await CheckAsync(reads);
    }

    /// <summary>One that does not index: nobody searches there.</summary>
    private static Task<ApiHost> StartServerAsync() =>
        ApiHost.StartAsync(services: services => services.Remove(services.Single(service => service.ImplementationType == typeof(IndexingLoop))));

    private static async Task KillThreeTimesAsync(string[] line, Func<Task<int>> seen)
    {
        foreach ((int least, int most) in ((int, int)[])[(1, 14), (16, 28), (30, 42)])
        {
            int point = Random.Shared.Next(least, most);
            await using CliProcess process = CliProcess.Start(line);
            await Eventually.HoldsAsync(seen, count => count >= point || process.HasEnded);
            if (process.HasEnded)
            {
                Assert.Fail("It ended before it could be killed: " + await process.EndAsync());
            }

            await process.KillAsync();
            TestContext.Current.TestOutputHelper?.WriteLine($"Killed at {point}, when {await seen()} were there.");
        }
    }

    private static void Check(CliRun whole, CliRun again)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(whole.Error + whole.Output);
        Assert.Equal(Rows, whole.Json.GetProperty("rows").GetInt64());
        Assert.Equal(0, again.Json.GetProperty("resumed_after").GetInt64());
        Assert.Equal(Rows, again.Json.GetProperty("unchanged").GetInt64());
    }

    /// <summary>Holds the catalogue against the file, member by member and picture by picture.</summary>
    private async Task CheckAsync(ProductReads reads)
    {
        Assert.Equal(Rows, await reads.CountAsync(Cancelled));
        await foreach (string line in File.ReadLinesAsync(Path.Combine(_folder.Path, "catalog.jsonl"), Cancelled))
        {
            JsonElement row = JsonDocument.Parse(line).RootElement;
            Product product = (await reads.FindAsync(ProductKey.OfExternal(row.GetProperty("external_id").GetString()!), Cancelled))!;
            ProductDetails details = product.Details;
            Assert.Equal(row.GetProperty("title").GetString(), details.Title);
            Assert.Equal(row.GetProperty("description").GetString(), details.Description);
            Assert.Equal(row.GetProperty("category").GetString(), details.Category);
            Assert.Equal((long)(row.GetProperty("price").GetDecimal() * 100), details.PriceMinor);
            Assert.Equal(row.GetProperty("in_stock").GetBoolean(), details.InStock);
            Assert.Equal(row.GetProperty("title_ru").GetString(), details.Translations["ru"].Title);
            Assert.Equal(row.GetProperty("description_ky").GetString(), details.Translations["ky"].Description);
            byte[] picture = await File.ReadAllBytesAsync(Repository.PathOf("samples", "sample-shop", row.GetProperty("image").GetString()!), Cancelled);
            Assert.Equal(ImageReference.Kept.Prefix + ContentHash.Of(picture), Assert.Single(product.Pictures).Reference);
        }
    }

    /// <summary>The beginning of the sample shop's catalogue.</summary>
    private async Task<string> CatalogueAsync()
    {
        string file = Path.Combine(_folder.Path, "catalog.jsonl");
        await File.WriteAllLinesAsync(file, File.ReadLines(Repository.PathOf("samples", "sample-shop", "catalog.jsonl")).Take(Rows), Cancelled);
        return file;
    }
}
