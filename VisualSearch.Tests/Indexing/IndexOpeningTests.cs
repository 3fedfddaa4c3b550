using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Vectors;
using VisualSearch.Tests.Indexing.ModelChange;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing;

/// <summary>Openings that something comes in the way of: the same catalogue is opened a second time, as another process would.</summary>
public sealed class IndexOpeningTests
{
    private readonly LivingIndexes _living = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_goes_away_while_the_index_is_opened_leaves_none_open_and_the_next_attempt_succeeds()
    {
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(indexing: false);
        HinderedStore store = ActivatorUtilities.CreateInstance<HinderedStore>(engine.Services);
        store.Counting = () => throw new VectorIndexUnavailableException("away");
        IndexOpening opening = Over(engine, store);

        await Assert.ThrowsAsync<VectorIndexUnavailableException>(() => opening.OpenActiveAsync(Stop));
        Assert.Null(_living.ActiveOrNull);

        store.Counting = () => Task.CompletedTask;
        await opening.OpenActiveAsync(Stop);
        EmbeddingModel model = _living.Active.Model;
        Assert.Equal(engine.Index.Model.Name, model.Name);
        await model.DisposeAsync();
    }

    [Fact]
    public async Task What_searches_are_switched_from_while_it_is_opened_keeps_its_collection()
    {
        using TwoModels models = new();
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(indexing: false, settings: models.Settings);
        Generation before = engine.Index.Generation;
        Generation other = await engine.StartOtherAsync();
        await using EngineUnderTest beside = await EngineUnderTest.StartAsync(indexing: false, settings: [.. models.Settings, ("Embedding:Model", TwoModels.Other)]);
        HinderedStore store = ActivatorUtilities.CreateInstance<HinderedStore>(engine.Services);
        // As in a store that others see too, so that the collection is opened before the model is chosen.
        store.OutlivesProcess = true;
        store.Opening = async collection =>
        {
            if (collection.Name == before.Collection)
            {
                await engine.Changes().SwitchAsync(other.Id, true, Stop);
            }
        };

        // Its settings name the model that is switched to.
        await ActivatorUtilities.CreateInstance<IndexOpening>(engine.Services, store, _living, beside.Services.GetRequiredService<ModelLibrary>()).OpenActiveAsync(Stop);

        Assert.Equal(other.Id, _living.Active.Generation.Id);
        Assert.Contains(before.Collection, await store.ListAsync("", Stop));
        await _living.Active.Model.DisposeAsync();
    }

    [Fact]
    public async Task A_generation_that_was_dropped_meanwhile_is_not_opened_and_its_collection_not_made_anew()
    {
        using TwoModels models = new();
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(indexing: false, settings: models.Settings);
        Generation other = await engine.StartOtherAsync();
        Assert.Equal(GenerationOutcome.Done, (await engine.Changes().DropAsync(other.Id, Stop)).Outcome);
        HinderedStore store = ActivatorUtilities.CreateInstance<HinderedStore>(engine.Services);

        Assert.Null(await Over(engine, store).OpenAsync(other, Stop));

        Assert.Empty(await store.ListAsync("", Stop));
    }

    [Fact]
    public async Task While_a_store_of_others_is_away_no_model_is_loaded_for_each_look_at_it()
    {
        using TwoModels models = new();
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(indexing: false, settings: models.Settings);
        Generation other = await engine.StartOtherAsync();
        HinderedStore store = ActivatorUtilities.CreateInstance<HinderedStore>(engine.Services);
        store.OutlivesProcess = true;
        store.Opening = _ => throw new VectorIndexUnavailableException("away");

        // It is the store that is told of, although the model is not there either.
        await Assert.ThrowsAsync<VectorIndexUnavailableException>(() => Over(engine, store).OpenAsync(other with { Model = "no-such-model" }, Stop));
    }

    private IndexOpening Over(EngineUnderTest engine, HinderedStore store) => ActivatorUtilities.CreateInstance<IndexOpening>(engine.Services, store, _living);
}
