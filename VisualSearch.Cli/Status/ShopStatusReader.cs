using System.Net;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Cli.Status;

/// <summary>Reads a shop's status from its server, or from its data folder.</summary>
internal static class ShopStatusReader
{
    /// <exception cref="ApiProblemException">The server does not answer.</exception>
    /// <exception cref="CommandFailedException">The folder cannot be opened.</exception>
    public static Task<ShopStatus> ReadAsync(Target target, CancellationToken cancellationToken) => target switch
    {
        Target.Server(var api) => OfServerAsync(api, cancellationToken),
        Target.Folder folder => OfFolderAsync(folder, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, null),
    };

    private static async Task<ShopStatus> OfServerAsync(ApiConnection api, CancellationToken cancellationToken)
    {
        ServerHealth health = await ServerHealth.ReadAsync(api, cancellationToken);
        return new ShopStatus(
            api.Address.ToString(),
            health.Status,
            health.Mode,
            health.Version,
            health.Model,
            await CountAsync(api, "api/v1/products?limit=1", cancellationToken),
            await CountAsync(api, "api/v1/products?limit=1&index_state=failed", cancellationToken),
            health.Vectors,
            health.Queue?.Pending,
            health.Queue?.LagSeconds,
            [.. health.Dependencies.Select(part => new PartStatus(part.Name, part.Status, part.Detail))]);
    }

    /// <returns>Null while the catalogue is away, which the parts tell of: asked once, since what is there is wanted now.</returns>
    private static async Task<long?> CountAsync(ApiConnection api, string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await api.SendOnceAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            return null;
        }

        await ApiConnection.ThrowOnProblemAsync(answer, cancellationToken);
        return (await api.ReadBodyAsync<ProductTotal>(answer, cancellationToken)).Total;
    }

    private static async Task<ShopStatus> OfFolderAsync(Target.Folder folder, CancellationToken cancellationToken)
    {
        await using EngineHost engine = await EngineHost.OpenAsync(folder, indexing: false, cancellationToken);
        IndexStatus index = await engine.Get<IndexStatusReader>().ReadAsync(cancellationToken);
        ProductPage failed = await engine.Get<ProductReads>().ListAsync(new ProductListQuery(1, null, null, null, null, null, IndexState.Failed), cancellationToken);
        return new ShopStatus(
            folder.Path,
            "healthy",
            "embedded",
            null,
            engine.Get<LivingIndexes>().Active.Model.Name,
            await engine.Get<ProductReads>().CountAsync(cancellationToken),
            failed.Total,
            index.Vectors,
            index.Pending,
            Math.Round(index.Lag.TotalSeconds, 1),
            []);
    }

    private sealed record ProductTotal(long Total);
}
