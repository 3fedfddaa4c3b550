using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing.Reconciling;
using VisualSearch.Engine.Vectors;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing.Reconciling;

public sealed class ReconciliationTests
{
    private static readonly string[] Pictures = ["26bd", "1f350", "1f33d", "1f347"];

    private static readonly FilterFields NoFields = new(null, null, null, null);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_comparisons_find_is_counted_from_0_on_so_that_the_first_find_is_seen_to_rise()
    {
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync();
        using MetricCollector<long> findings = new(engine.Services.GetRequiredService<IMeterFactory>(), "VisualSearch.Engine", "visual_search.reconcile_findings");

        findings.RecordObservableInstruments();

        Assert.Equal(
            [("missing", 0L), ("orphaned", 0L), ("wrong_pictures", 0L), ("wrong_version", 0L)],
            findings.GetMeasurementSnapshot().Select(measured => ((string)measured.Tags["kind"]!, measured.Value)).Order());
    }

    [Fact]
    public async Task Everything_that_can_be_wrong_with_a_collection_is_found_and_mended_without_embedding_anything()
    {
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync();
        Product[] products = new Product[5];
        foreach ((int at, string name) in Pictures.Index())
        {
            products[at] = await engine.AddAsync(new ProductDetails { Title = name }, SampleShop.Picture(name));
        }

        products[4] = await engine.AddAsync(new ProductDetails { Title = "bare" }, Array.Empty<string>());
        await engine.CaughtUpAsync();
        long embedded = await EmbeddedAsync(engine);
        Assert.True((await RunAsync(engine, false)).Equal);

        ReadOnlyMemory<Half> vector = (await engine.Services.GetRequiredService<Embeddings>().OfProductAsync(products[3].Id, engine.Index.Generation.Fingerprint, Stop))[0].Vector;
        await engine.Index.Vectors.ApplyAsync(
            [
                new ProductVectors(products[0].Id, 1, NoFields, []),
                new ProductVectors(products[1].Id, 7, NoFields, [new PictureVector(new PictureId(2), vector)]),
                new ProductVectors(products[2].Id, 1, NoFields, [new PictureVector(new PictureId(999), vector)]),
                new ProductVectors(products[4].Id, 1, NoFields, [new PictureVector(new PictureId(998), vector)]),
                new ProductVectors(new ProductId(12345), 3, NoFields, [new PictureVector(new PictureId(997), vector)]),
            ],
            Stop);

        GenerationFindings found = Assert.Single((await RunAsync(engine, false)).Generations);

        Assert.Equal((1L, 2L, 1L, 1L, 0L), (found.Missing, found.Orphaned, found.WrongVersion, found.WrongPictures, found.InFlux));
        Assert.Equal((4L, 5L), (found.Expected, found.Held));
        Assert.Equal(
            [
                (products[0].Id, FindingKind.Missing), (products[1].Id, FindingKind.WrongVersion), (products[2].Id, FindingKind.WrongPictures),
                (products[4].Id, FindingKind.Orphaned), (new ProductId(12345), FindingKind.Orphaned),
            ],
            found.Examples!.OrderBy(example => example.Product).Select(example => (example.Product, example.Kind)));
        Assert.Equal(5, await engine.Index.Vectors.CountAsync(Stop));

        Assert.Equal(found with { Examples = null }, Assert.Single((await RunAsync(engine, true)).Generations) with { Examples = null });
        await engine.CaughtUpAsync();

        GenerationFindings mended = Assert.Single((await RunAsync(engine, false)).Generations);
        Assert.Equal((0L, 4L, 4L), (mended.Found, mended.Expected, mended.Held));
        Assert.Equal(embedded, await EmbeddedAsync(engine));
        // Past what the collection had, or no later change of it would ever be taken.
        Assert.True((await engine.Reads.FindAsync(ProductKey.Of(products[1].Id), Stop))!.Version > 7);
    }

    [Fact]
    public async Task What_is_being_changed_is_left_alone()
    {
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(indexing: false);
        Product product = await engine.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));
        await engine.Index.Vectors.ApplyAsync([new ProductVectors(product.Id, 1, NoFields, [new PictureVector(product.Pictures[0].Id, UnitVector(engine.Index.Vectors.Dimension))])], Stop);

        GenerationFindings found = Assert.Single((await RunAsync(engine, true)).Generations);

        Assert.Equal((0L, 1L), (found.Found, found.InFlux));
        Assert.Equal(1, await engine.Index.Vectors.CountAsync(Stop));
    }

    [Fact]
    public async Task However_little_may_be_held_at_once_nothing_is_overlooked()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync();
        Generation generation = await catalogue.ActivateAsync();
        Engine.Vectors.InProcess.InProcessVectorIndex index = new(4);
        for (int number = 0; number < 60; number++)
        {
            await catalogue.AddAsync($"product {number}", $"https://a/{number}/1", $"https://a/{number}/2");
        }

        await catalogue.IndexAllAsync(generation);
        StoredProduct[] stored = await catalogue.Embeddings.ReadAllAsync(generation.Id, generation.Fingerprint, Stop).ToArrayAsync(Stop);
        await index.ApplyAsync([.. stored.Where(product => product.Product.Value % 3 != 0).Select(product => new ProductVectors(product.Product, product.Version, NoFields, [.. product.Pictures.Select(picture => new PictureVector(picture.Picture, picture.Vector))]))], Stop);

        GenerationFindings found = await new GenerationComparison(generation, index, catalogue.Get<ExpectedVectors>(), mend: true).RunAsync(3, Stop);

        Assert.Equal((20L, 20L, 120L, 80L), (found.Found, found.Missing, found.Expected, found.Held));
        Assert.Equal(20, (await catalogue.Outbox.LagAsync(generation.Id, Stop)).Pending);
    }

    [Fact]
    public async Task A_collection_of_no_generation_is_reported_and_stays()
    {
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(indexing: false);
        IVectorStore store = engine.Services.GetRequiredService<IVectorStore>();
        await store.OpenAsync(new VectorCollection("products-left-behind", 4, "e"), Stop);

        Assert.Equal(["products-left-behind"], (await RunAsync(engine, true)).OrphanedCollections);
        Assert.Contains("products-left-behind", await store.ListAsync("", Stop));
    }

    [Fact]
    public async Task The_job_mends_by_itself()
    {
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(settings: ("Reconciliation:Interval", "00:00:00.2"));
        Product product = await engine.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));
        await engine.IndexedAsync(product.Id);

        await engine.Index.Vectors.ApplyAsync([new ProductVectors(product.Id, 1, NoFields, [])], Stop);

        await Eventually.HoldsAsync(() => engine.Index.Vectors.CountAsync(Stop), vectors => vectors == 1);
    }

    [Fact]
    public async Task One_comparison_runs_at_a_time()
    {
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(indexing: false);
        Reconciliation reconciliation = engine.Services.GetRequiredService<Reconciliation>();
        await using (await engine.Services.GetRequiredService<JobLocks>().TryTakeAsync(CatalogueLock.Reconciliation, Stop))
        {
            Assert.Null(await reconciliation.RunAsync(false, Stop));
        }

        Assert.NotNull(await reconciliation.RunAsync(false, Stop));
    }

    private static async Task<ReconciliationReport> RunAsync(EngineUnderTest engine, bool mend) => (await engine.Services.GetRequiredService<Reconciliation>().RunAsync(mend, Stop))!;

    private static Task<long> EmbeddedAsync(EngineUnderTest engine) => engine.Services.GetRequiredService<Embeddings>().CountAsync(engine.Index.Generation.Fingerprint, Stop);

    private static Half[] UnitVector(int dimension)
    {
        Half[] vector = new Half[dimension];
        vector[0] = (Half)1;
        return vector;
    }
}
