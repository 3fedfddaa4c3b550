using System.Net.Http.Json;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Reindex;

/// <summary>By a running server.</summary>
internal sealed class ServerReindexing(ApiConnection api) : IReindexing
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(0.5);

    public async Task<ReindexOutcome> RunAsync(ReindexRequest request, Action<long, long> progress, CancellationToken cancellationToken)
    {
        Marked marked = await api.ReadAsync<Marked>(
            () => new HttpRequestMessage(HttpMethod.Post, "api/v1/admin/reindex")
            {
                Content = JsonContent.Create(new { request.Scope, ProductIds = request.Products.Count == 0 ? null : request.Products }, options: ApiConnection.Json),
            },
            cancellationToken);
        if (!request.Wait)
        {
            return new ReindexOutcome(marked.Products, null);
        }

        while (await PendingAsync(cancellationToken) is > 0 and var pending)
        {
            progress(Math.Max(0, marked.Products - pending), Math.Max(marked.Products, pending));
            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        }

        progress(marked.Products, marked.Products);
        return new ReindexOutcome(marked.Products, (await api.GetAsync<Total>("api/v1/products?limit=1&index_state=failed", cancellationToken)).Value);
    }

    private async Task<long> PendingAsync(CancellationToken cancellationToken) =>
        (await api.GetAsync<Total>("api/v1/products?limit=1&index_state=pending", cancellationToken)).Value;

    private sealed record Marked(int Products);

    private sealed record Total([property: System.Text.Json.Serialization.JsonPropertyName("total")] long Value);
}
