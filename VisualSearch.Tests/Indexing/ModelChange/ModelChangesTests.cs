using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing.ModelChange;
using VisualSearch.Engine.Search;
using VisualSearch.Engine.Vectors;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing.ModelChange;

public sealed class ModelChangesTests : IDisposable
{
    private readonly TwoModels _models = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task A_generation_is_filled_beside_the_active_one_switched_to_gone_back_from_and_dropped()
    {
        await using EngineUnderTest engine = await StartAsync();
        Product ball = await engine.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));
        Product pear = await engine.AddAsync(new ProductDetails { Title = "pear" }, SampleShop.Picture("1f350"));
        Product corn = await engine.AddAsync(new ProductDetails { Title = "corn" }, SampleShop.Picture("1f33d"));
        await engine.CaughtUpAsync();

        Generation other = await engine.StartOtherAsync();
        // While it is filled: one is gone, one is new, and the details of one change.
        await engine.Writes.DeleteAsync(ProductKey.Of(pear.Id), null, Stop);
        await engine.Signals.WakeAsync(pear.Id, 2, Stop);
        Product grape = await engine.AddAsync(new ProductDetails { Title = "grape" }, SampleShop.Picture("1f347"));
        WriteResult priced = await engine.Writes.ReplaceAsync(ProductKey.Of(corn.Id), new ProductDetails { Title = "corn", PriceMinor = 500 }, null, null, Stop);
        await engine.Signals.WakeAsync(corn.Id, priced.Product!.Version, Stop);
        GenerationState filled = await engine.FilledAsync();

        Assert.Equal((3L, 3L, false), (filled.Progress.Products, filled.Vectors!.Value, filled.Record.Active));
        Assert.Equal(TwoModels.Bundled, (await engine.FindAsync(SampleShop.Picture("26bd"))).Model);

        Assert.Equal(GenerationOutcome.Done, (await engine.Changes().SwitchAsync(other.Id, false, Stop)).Outcome);
        await engine.AdoptedAsync(TwoModels.Other);
        SearchAnswer answer = await engine.FindAsync(SampleShop.Picture("1f347"));

        Assert.Equal((TwoModels.Other, grape.Id), (answer.Model, answer.Results[0].Product.Id));
        Assert.InRange(answer.Results[0].Similarity!.Value, 0.999, 1);
        Assert.Equal([ball.Id, corn.Id, grape.Id], answer.Results.Select(result => result.Product.Id).Order());

        // What changes now reaches the one that can be gone back to.
        Product shirt = await engine.AddAsync(new ProductDetails { Title = "pear again" }, SampleShop.Picture("1f350"));
        await engine.CaughtUpAsync();
        Assert.Equal(GenerationOutcome.Done, (await engine.Changes().RollBackAsync(Stop)).Outcome);
        await engine.AdoptedAsync(TwoModels.Bundled);
        await engine.CaughtUpAsync();
        Assert.Equal(shirt.Id, (await engine.FindAsync(SampleShop.Picture("1f350"))).Results[0].Product.Id);

        Assert.Equal(GenerationOutcome.Done, (await engine.Changes().DropAsync(other.Id, Stop)).Outcome);
        Assert.Equal(TwoModels.Bundled, Assert.Single(await engine.Changes().ListAsync(Stop)).Record.Generation.Model);
        Assert.Equal([engine.Index.Generation.Collection], await engine.Services.GetRequiredService<IVectorStore>().ListAsync("", Stop));
        Assert.Equal(0, await engine.EmbeddedAsync(other.Fingerprint));
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_and_changes_nothing()
    {
        await using EngineUnderTest engine = await StartAsync(("Indexing:PicturesAtOnce", "1"));
        await engine.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));
        await engine.CaughtUpAsync();
        ModelChanges changes = engine.Changes();
        long active = engine.Index.Generation.Id;

        GenerationResult unknown = await changes.StartAsync("no-such-model", Stop);
        Assert.Equal(GenerationOutcome.ModelUnavailable, unknown.Outcome);
        Assert.Contains("no-such-model", unknown.Detail, StringComparison.Ordinal);
        Assert.Equal(GenerationOutcome.Exists, (await changes.StartAsync(TwoModels.Bundled, Stop)).Outcome);
        Assert.Equal(GenerationOutcome.InUse, (await changes.DropAsync(active, Stop)).Outcome);
        Assert.Equal(GenerationOutcome.NotFound, (await changes.DropAsync(active + 100, Stop)).Outcome);
        Assert.Equal(GenerationOutcome.NotFound, (await changes.SwitchAsync(active + 100, false, Stop)).Outcome);
        Assert.Equal(GenerationOutcome.AlreadyActive, (await changes.SwitchAsync(active, false, Stop)).Outcome);
        Assert.Equal(GenerationOutcome.NothingBefore, (await changes.RollBackAsync(Stop)).Outcome);
        Assert.Equal(active, Assert.Single(await changes.ListAsync(Stop)).Record.Generation.Id);
    }

    [Fact]
    public async Task A_generation_that_is_not_full_is_switched_to_only_by_force()
    {
        // Nobody indexes, so it stays empty.
        using TemporaryFolder folder = new();
        await using (EngineUnderTest engine = await StartAsync(folder.Path, true))
        {
            await engine.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));
            await engine.CaughtUpAsync();
        }

        await using EngineUnderTest idle = await StartAsync(folder.Path, false);
        Generation other = await idle.StartOtherAsync();

        GenerationResult refused = await idle.Changes().SwitchAsync(other.Id, false, Stop);
        Assert.Equal((GenerationOutcome.Incomplete, 1L), (refused.Outcome, refused.Progress!.Pending));
        Assert.Equal(GenerationOutcome.Done, (await idle.Changes().SwitchAsync(other.Id, true, Stop)).Outcome);
        await idle.AdoptedAsync(TwoModels.Other);
    }

    [Fact]
    public async Task A_filling_that_was_cut_short_goes_on_where_it_was()
    {
        await using PictureServer server = await PictureServer.StartAsync();
        bool stuck = true;
        string[] names = ["26bd", "1f350", "1f33d", "1f347", "1f34c", "1f36a"];
        string[] addresses = [.. names.Select((name, number) => server.Serve(name, async (context, times) =>
        {
            if (times > 1 && number >= 3 && Volatile.Read(ref stuck))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }

            await context.Response.Body.WriteAsync(SampleShop.Picture(name), context.RequestAborted);
        }))];
        using TemporaryFolder folder = new();
        (string, string)[] small = [("Indexing:BatchSize", "1"), ("Indexing:BatchesAtOnce", "1")];
        await using (EngineUnderTest engine = await StartAsync(folder.Path, true, small))
        {
            foreach ((string name, string address) in names.Zip(addresses))
            {
                await engine.AddAsync(new ProductDetails { Title = name }, [address]);
            }

            await engine.CaughtUpAsync();
            await engine.StartOtherAsync();
            await Eventually.HoldsAsync(() => engine.StateAsync(TwoModels.Other), state => state.Progress.Pending == 3);
            await Eventually.HoldsAsync(() => Task.FromResult(names.Skip(3).Any(name => server.Asked(name) > 1)), asked => asked);
        }

        Volatile.Write(ref stuck, false);
        await using EngineUnderTest again = await StartAsync(folder.Path, true, small);
        GenerationState filled = await again.FilledAsync();

        Assert.Equal(6, filled.Vectors);
        Assert.All(names.Take(3), name => Assert.Equal(2, server.Asked(name)));
    }

    [Fact]
    public async Task While_searches_run_each_answer_names_one_model_and_has_its_scores()
    {
        await using EngineUnderTest engine = await StartAsync();
        foreach (string name in new[] { "26bd", "1f350", "1f33d" })
        {
            await engine.AddAsync(new ProductDetails { Title = name }, SampleShop.Picture(name));
        }

        await engine.CaughtUpAsync();
        Generation first = engine.Index.Generation;
        Generation other = await engine.StartOtherAsync();
        await engine.FilledAsync();
        byte[] query = SampleShop.Picture("1f347");
        ConcurrentDictionary<(string Model, string Scores), int> seen = new();
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task[] searching = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                SearchAnswer answer = await engine.FindAsync(query);
                seen.AddOrUpdate((answer.Model, ScoresOf(answer)), 1, (_, times) => times + 1);
            }
        }))];

        await engine.Changes().SwitchAsync(other.Id, false, Stop);
        await engine.AdoptedAsync(TwoModels.Other);
        await engine.Changes().RollBackAsync(Stop);
        await engine.AdoptedAsync(TwoModels.Bundled);
        await engine.Changes().SwitchAsync(other.Id, false, Stop);
        await engine.AdoptedAsync(TwoModels.Other);
        await Eventually.HoldsAsync(() => Task.FromResult(seen.Keys.Select(key => key.Model).Distinct().Count()), models => models == 2);
        await enough.CancelAsync();
        await Task.WhenAll(searching);

        Assert.Equal([TwoModels.Bundled, TwoModels.Other], seen.Keys.Select(key => key.Model).Order(StringComparer.Ordinal));
        Assert.Equal(2, seen.Keys.Select(key => key.Scores).Distinct().Count());
        await engine.Changes().SwitchAsync(first.Id, false, Stop);
        await engine.AdoptedAsync(TwoModels.Bundled);
        Assert.Contains((TwoModels.Bundled, ScoresOf(await engine.FindAsync(query))), seen.Keys);
    }

    [Fact]
    public async Task After_a_switch_the_program_starts_though_its_settings_still_name_the_model_before()
    {
        using TemporaryFolder folder = new();
        await using (EngineUnderTest engine = await StartAsync(folder.Path, true))
        {
            await engine.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));
            await engine.CaughtUpAsync();
            Generation other = await engine.StartOtherAsync();
            await engine.FilledAsync();
            await engine.Changes().SwitchAsync(other.Id, false, Stop);
        }

        await using EngineUnderTest again = await StartAsync(folder.Path, true);

        Assert.Equal(TwoModels.Other, again.Index.Model.Name);
        Assert.Equal(1, await again.Index.Vectors.CountAsync(Stop));
    }

    private static string ScoresOf(SearchAnswer answer) => string.Join(' ', answer.Results.Select(result => $"{result.Product.Id}:{result.Similarity:F4}"));

    private Task<EngineUnderTest> StartAsync(params (string, string)[] settings) => EngineUnderTest.StartAsync(settings: [.. _models.Settings, .. settings]);

    private Task<EngineUnderTest> StartAsync(string folder, bool indexing, params (string, string)[] settings) =>
        EngineUnderTest.StartAsync(folder, indexing, settings: [.. _models.Settings, .. settings]);
}
