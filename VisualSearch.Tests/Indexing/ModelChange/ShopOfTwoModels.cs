using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Indexing.ModelChange;
using VisualSearch.Engine.Search;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing.ModelChange;

/// <summary>What tests of a change of model do to an engine that has both models.</summary>
internal static class ShopOfTwoModels
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static ModelChanges Changes(this EngineUnderTest engine) => engine.Services.GetRequiredService<ModelChanges>();

    public static async Task<GenerationState> StateAsync(this EngineUnderTest engine, string model) =>
        Assert.Single(await engine.Changes().ListAsync(Stop), state => state.Record.Generation.Model == model);

    /// <summary>Starts the other model and returns its generation.</summary>
    public static async Task<Generation> StartOtherAsync(this EngineUnderTest engine)
    {
        GenerationResult started = await engine.Changes().StartAsync(TwoModels.Other, Stop);
        Assert.Equal(GenerationOutcome.Done, started.Outcome);
        return started.Generation!;
    }

    /// <summary>Returns when the other model's generation has taken in everything and is open.</summary>
    public static Task<GenerationState> FilledAsync(this EngineUnderTest engine) =>
        Eventually.HoldsAsync(() => engine.StateAsync(TwoModels.Other), state => state.Progress.Complete && state.Vectors is not null);

    /// <summary>Returns when searches use the model.</summary>
    public static Task AdoptedAsync(this EngineUnderTest engine, string model) => Eventually.HoldsAsync(() => Task.FromResult(engine.Index.Model.Name), name => name == model);

    public static OpenIndex Open(this EngineUnderTest engine, string model) => Assert.Single(engine.Services.GetRequiredService<LivingIndexes>().All, index => index.Model.Name == model);

    public static async Task<SearchAnswer> FindAsync(this EngineUnderTest engine, byte[] picture) =>
        (await engine.Search.ByImageAsync(picture, null, new SearchRequest(), new SearchTimings(), Stop)).Value!;

    public static Task<long> EmbeddedAsync(this EngineUnderTest engine, string fingerprint) => engine.Services.GetRequiredService<Embeddings>().CountAsync(fingerprint, Stop);
}
