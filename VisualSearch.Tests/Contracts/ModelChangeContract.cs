using VisualSearch.Cli;
using VisualSearch.Cli.ModelChange;
using VisualSearch.Cli.Targets;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Contracts;

/// <summary>How the model of a shop is changed, by a server and over a data folder.</summary>
public abstract class ModelChangeContract
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_generation_is_filled_compared_switched_to_gone_back_from_and_dropped()
    {
        using TwoModels models = new();
        await using ApiHost api = await ShopAsync(models);
        await using Opened opened = await OpenAsync(api, models);
        IModelChange change = opened.Change;

        GenerationView first = Assert.Single(await change.ListAsync(Stop));
        Assert.Equal((TwoModels.Bundled, true, 2L), (first.Model, first.Active, first.Products));

        GenerationView made = await change.StartAsync(TwoModels.Other, Stop);
        Assert.Equal((TwoModels.Other, false), (made.Model, made.Active));
        GenerationView full = await Eventually.HoldsAsync(async () => (await change.ListAsync(Stop))[1], view => view.Complete && view.Vectors == 2);
        Assert.Equal(made.GenerationId, full.GenerationId);

        OverlapView overlap = await change.CompareAsync(made.GenerationId, 5, Stop);
        Assert.Equal((2, 1d, first.GenerationId, made.GenerationId), (overlap.Products, overlap.OverlapMean, overlap.Active, overlap.Other));

        Assert.True((await change.SwitchAsync(made.GenerationId, false, Stop)).Active);
        Assert.Equal(first.GenerationId, (await change.RollBackAsync(Stop)).GenerationId);
        await change.DropAsync(made.GenerationId, Stop);
        Assert.Equal([first.GenerationId], (await change.ListAsync(Stop)).Select(view => view.GenerationId));
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_in_a_sentence()
    {
        using TwoModels models = new();
        await using ApiHost api = await ShopAsync(models);
        await using Opened opened = await OpenAsync(api, models);
        IModelChange change = opened.Change;
        string active = Assert.Single(await change.ListAsync(Stop)).GenerationId;

        await RefusedAsync(change.StartAsync("no-such-model", Stop), "no-such-model");
        await RefusedAsync(change.StartAsync(TwoModels.Bundled, Stop), TwoModels.Bundled);
        await RefusedAsync(change.SwitchAsync("77", false, Stop), "generation");
        await RefusedAsync(change.SwitchAsync("x", false, Stop), "x");
        await RefusedAsync(change.RollBackAsync(Stop), "no generation to go back to");
        await RefusedAsync(change.DropAsync(active, Stop), active);
        await RefusedAsync(change.CompareAsync("77", 1, Stop), "77");
        Assert.Single(await change.ListAsync(Stop));
    }

    /// <summary>Opens it over a content root whose server runs, or is stopped for it.</summary>
    private protected abstract Task<Opened> OpenAsync(ApiHost api, TwoModels models);

    private static async Task RefusedAsync(Task change, string names)
    {
        Exception refusal = await Assert.ThrowsAnyAsync<Exception>(() => change);
        Assert.True(refusal is CommandFailedException { Code: ExitCode.Failed } or ApiProblemException { IsPassing: false }, refusal.ToString());
        Assert.Contains(names, refusal.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<ApiHost> ShopAsync(TwoModels models)
    {
        ApiHost api = await ApiHost.StartAsync(settings: models.Settings);
        foreach (string name in new[] { "26bd", "1f350" })
        {
            await api.AddPicturesAsync(await api.CreateAsync(new { title = name }), SampleShop.Picture(name));
        }

        return api;
    }

    /// <param name="Connection">Closed in the end; null where there is none.</param>
    private protected sealed record Opened(IModelChange Change, IDisposable? Connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Change.DisposeAsync();
            Connection?.Dispose();
        }
    }
}
