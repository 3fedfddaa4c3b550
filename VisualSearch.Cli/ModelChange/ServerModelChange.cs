using System.Net.Http.Json;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.ModelChange;

/// <summary>By a running server.</summary>
internal sealed class ServerModelChange(ApiConnection api) : IModelChange
{
    private const string Root = "api/v1/admin/generations";

    public bool FilledByOthers => true;

    public async Task<IReadOnlyList<GenerationView>> ListAsync(CancellationToken cancellationToken) => (await api.GetAsync<Listed>(Root, cancellationToken)).Items;

    public Task<GenerationView> StartAsync(string model, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Post, Root) { Content = JsonContent.Create(new { model }, options: ApiConnection.Json) }, cancellationToken);

    public Task<GenerationView> SwitchAsync(string id, bool force, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Post, $"{PathOf(id)}/switch?force={(force ? "true" : "false")}"), cancellationToken);

    public Task<GenerationView> RollBackAsync(CancellationToken cancellationToken) => SendAsync(() => new HttpRequestMessage(HttpMethod.Post, $"{Root}/rollback"), cancellationToken);

    public async Task DropAsync(string id, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await api.SendPatientlyAsync(() => new HttpRequestMessage(HttpMethod.Delete, PathOf(id)), cancellationToken);
        await ApiConnection.ThrowOnProblemAsync(answer, cancellationToken);
    }

    public Task<OverlapView> CompareAsync(string id, int queries, CancellationToken cancellationToken) =>
        api.GetPatientlyAsync<OverlapView>($"{PathOf(id)}/overlap?queries={queries}", cancellationToken);

    public ValueTask DisposeAsync()
    {
        api.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string PathOf(string id) => $"{Root}/{Uri.EscapeDataString(id)}";

    /// <summary>Once: a rollback that is repeated goes back twice.</summary>
    private async Task<GenerationView> SendAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await api.SendOnceAsync(request, cancellationToken);
        await ApiConnection.ThrowOnProblemAsync(answer, cancellationToken);
        return await api.ReadBodyAsync<GenerationView>(answer, cancellationToken);
    }

    private sealed record Listed(IReadOnlyList<GenerationView> Items);
}
