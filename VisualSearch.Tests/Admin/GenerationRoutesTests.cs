using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Api.Admin;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Vectors;
using VisualSearch.Engine.Vectors.InProcess;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Admin;

public sealed class GenerationRoutesTests
{
    private const string Root = "/api/v1/admin/generations";

    [Fact]
    public async Task The_model_of_a_shop_is_changed_while_it_is_searched()
    {
        using TwoModels models = new();
        await using ApiHost api = await ApiHost.StartAsync(settings: models.Settings);
        await api.AddPicturesAsync(await api.CreateAsync(new { title = "ball" }), SampleShop.Picture("26bd"));
        await api.AddPicturesAsync(await api.CreateAsync(new { title = "pear" }), SampleShop.Picture("1f350"));

        using HttpResponseMessage started = await api.PostAsync(Root, new { model = TwoModels.Other });
        JsonElement made = await ApiHost.JsonAsync(started, HttpStatusCode.Created);
        string id = made.GetProperty("generation_id").GetString()!;
        Assert.Equal((TwoModels.Other, 512, false, 2), (made.GetProperty("model").GetString(), made.GetProperty("dimension").GetInt32(), made.GetProperty("active").GetBoolean(), made.GetProperty("products").GetInt32()));
        using (HttpResponseMessage again = await api.PostAsync(Root, new { model = TwoModels.Other }))
        {
            await ProblemAsync(again, 409, "generation_exists");
        }

        await Eventually.HoldsAsync(async () => (await ListAsync(api))[1], item => item.GetProperty("complete").GetBoolean() && item.GetProperty("vectors") is { ValueKind: JsonValueKind.Number } vectors && vectors.GetInt64() == 2);
        string[] series = (await api.Client.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n');
        Assert.Contains(series, line => line.StartsWith("visual_search_generation_pending{", StringComparison.Ordinal) && line.Contains($"model=\"{TwoModels.Other}\"", StringComparison.Ordinal));
        using (HttpResponseMessage compared = await api.GetAsync($"{Root}/{id}/overlap?queries=2"))
        {
            JsonElement report = await ApiHost.JsonAsync(compared);
            Assert.Equal((2, 1d, TwoModels.Other), (report.GetProperty("products").GetInt32(), report.GetProperty("overlap_mean").GetDouble(), report.GetProperty("other_model").GetString()));
        }

        using (HttpResponseMessage switched = await api.PostAsync($"{Root}/{id}/switch", new { }))
        {
            Assert.True((await ApiHost.JsonAsync(switched)).GetProperty("active").GetBoolean());
        }

        await Eventually.HoldsAsync(() => ModelOfSearchAsync(api), model => model == TwoModels.Other);
        using (HttpResponseMessage used = await api.Client.DeleteAsync($"{Root}/{id}", TestContext.Current.CancellationToken))
        {
            await ProblemAsync(used, 409, "generation_in_use");
        }

        using (HttpResponseMessage back = await api.PostAsync($"{Root}/rollback", new { }))
        {
            Assert.Equal(TwoModels.Bundled, (await ApiHost.JsonAsync(back)).GetProperty("model").GetString());
        }

        await Eventually.HoldsAsync(() => ModelOfSearchAsync(api), model => model == TwoModels.Bundled);
        using HttpResponseMessage dropped = await api.Client.DeleteAsync($"{Root}/{id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, dropped.StatusCode);
        Assert.Single(await ListAsync(api));
        using HttpResponseMessage nothing = await api.PostAsync($"{Root}/rollback", new { });
        await ProblemAsync(nothing, 409, "no_generation_before");
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_is_said()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        using HttpResponseMessage nameless = await api.PostAsync(Root, new { });
        using HttpResponseMessage unknown = await api.PostAsync(Root, new { model = "no-such-model" });
        using HttpResponseMessage strange = await api.PostAsync($"{Root}/abc/switch", new { });
        using HttpResponseMessage gone = await api.PostAsync($"{Root}/77/switch?force=true", new { });
        using HttpResponseMessage tooMany = await api.GetAsync($"{Root}/1/overlap?queries=201");
        using HttpResponseMessage nobody = await api.GetAsync($"{Root}/77/overlap");
        using HttpResponseMessage undroppable = await api.Client.DeleteAsync($"{Root}/77", TestContext.Current.CancellationToken);

        await ProblemAsync(nameless, 400, "invalid");
        Assert.Contains("no-such-model", (await ProblemAsync(unknown, 422, "model_unavailable")).GetProperty("detail").GetString(), StringComparison.Ordinal);
        await ProblemAsync(strange, 404, "generation_not_found");
        await ProblemAsync(gone, 404, "generation_not_found");
        await ProblemAsync(tooMany, 400, "invalid");
        await ProblemAsync(nobody, 404, "generation_not_found");
        await ProblemAsync(undroppable, 404, "generation_not_found");
    }

    [Fact]
    public async Task What_the_index_lacks_is_found_and_with_mend_written_again()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string product = await api.CreateAsync(new { title = "ball" });
        JsonElement indexed = await api.AddPicturesAsync(product, SampleShop.Picture("26bd"));
        IVectorIndex vectors = api.Services.GetRequiredService<LivingIndexes>().Active.Vectors;
        await vectors.ApplyAsync([new ProductVectors(new ProductId(long.Parse(product, System.Globalization.CultureInfo.InvariantCulture)), indexed.GetProperty("version").GetInt64(), new FilterFields(null, null, null, null), [])], TestContext.Current.CancellationToken);

        using HttpResponseMessage looked = await api.PostAsync("/api/v1/admin/reconcile", new { });
        JsonElement report = await ApiHost.JsonAsync(looked);
        Assert.Equal((false, false), (report.GetProperty("equal").GetBoolean(), report.GetProperty("mended").GetBoolean()));
        JsonElement found = report.GetProperty("generations")[0];
        Assert.Equal(("compared", 1, 0, 1), (found.GetProperty("state").GetString(), found.GetProperty("missing").GetInt32(), found.GetProperty("held").GetInt32(), found.GetProperty("expected").GetInt32()));
        Assert.Equal((product, "missing"), (found.GetProperty("examples")[0].GetProperty("product_id").GetString(), found.GetProperty("examples")[0].GetProperty("kind").GetString()));
        Assert.Equal(1, await api.MetricAsync("visual_search_reconcile_findings_total", "kind=\"missing\""));

        using HttpResponseMessage mended = await api.PostAsync("/api/v1/admin/reconcile?mend=true", new { });
        await ApiHost.JsonAsync(mended);
        await Eventually.HoldsAsync(() => vectors.CountAsync(TestContext.Current.CancellationToken), count => count == 1);
    }

    [Fact]
    public async Task A_generation_is_gone_though_its_collection_cannot_be_dropped_for_now()
    {
        using TwoModels models = new();
        await using ApiHost api = await ApiHost.StartAsync(
            services: services => services.AddSingleton<IVectorStore>(provider => new StoreThatKeeps(ActivatorUtilities.CreateInstance<InProcessVectorStore>(provider))),
            settings: models.Settings);
        using HttpResponseMessage started = await api.PostAsync(Root, new { model = TwoModels.Other });
        string id = (await ApiHost.JsonAsync(started, HttpStatusCode.Created)).GetProperty("generation_id").GetString()!;

        using HttpResponseMessage dropped = await api.Client.DeleteAsync($"{Root}/{id}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NoContent, dropped.StatusCode);
        Assert.Single(await ListAsync(api));
    }

    [Theory]
    [InlineData(GenerationOutcome.Done)]
    [InlineData(GenerationOutcome.AlreadyActive)]
    public void One_that_was_dropped_between_a_change_and_its_answer_is_not_found(GenerationOutcome outcome)
    {
        ProblemHttpResult refusal = GenerationAnswers.Refusal(new GenerationResult(outcome, new Generation(2, "model", "fingerprint", 512, "collection", "epoch")));

        Assert.Equal(404, refusal.StatusCode);
    }

    private static async Task<JsonElement[]> ListAsync(ApiHost api)
    {
        using HttpResponseMessage response = await api.GetAsync(Root);
        return [.. (await ApiHost.JsonAsync(response)).GetProperty("items").EnumerateArray()];
    }

    private static async Task<string?> ModelOfSearchAsync(ApiHost api)
    {
        using HttpResponseMessage response = await api.PostFormAsync("/api/v1/search/by-image", SampleShop.Picture("26bd"));
        return (await ApiHost.JsonAsync(response)).GetProperty("model").GetString();
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, int status, string code)
    {
        JsonElement problem = await ApiHost.JsonAsync(response, (HttpStatusCode)status);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        return problem;
    }

    /// <summary>Goes away when something is to be dropped.</summary>
    private sealed class StoreThatKeeps(IVectorStore store) : IVectorStore
    {
        public bool OutlivesProcess => store.OutlivesProcess;

        public Task<OpenedCollection> OpenAsync(VectorCollection collection, CancellationToken cancellationToken) => store.OpenAsync(collection, cancellationToken);

        public Task ConfirmAsync(VectorCollection collection, CancellationToken cancellationToken) => store.ConfirmAsync(collection, cancellationToken);

        public Task DropAsync(string name, CancellationToken cancellationToken) => throw new VectorIndexUnavailableException("The store is away.");

        public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) => store.ListAsync(prefix, cancellationToken);

        public Task AnnounceAsync(string name, string publicName, CancellationToken cancellationToken) => store.AnnounceAsync(name, publicName, cancellationToken);

        public Task ProbeAsync(string name, CancellationToken cancellationToken) => store.ProbeAsync(name, cancellationToken);
    }
}
