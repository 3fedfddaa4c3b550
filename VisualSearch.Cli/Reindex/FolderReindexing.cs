using VisualSearch.Cli.Targets;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Cli.Reindex;

/// <summary>In this process, over a data folder that it owns until the work is done.</summary>
internal sealed class FolderReindexing(Target.Folder folder) : IReindexing
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(0.2);

    public async Task<ReindexOutcome> RunAsync(ReindexRequest request, Action<long, long> progress, CancellationToken cancellationToken)
    {
        await using EngineHost engine = await EngineHost.OpenAsync(folder, indexing: true, cancellationToken);
        try
        {
            IReadOnlyCollection<ProductId>? products = request.Products.Count == 0 ? null : await FindAsync(engine.Get<ProductReads>(), request.Products, cancellationToken);
            int marked = await engine.Get<ReindexMarks>().MarkAsync(Enum.Parse<ReindexScope>(request.Scope, ignoreCase: true), products, cancellationToken);
            long generation = engine.Get<LivingIndexes>().Active.Generation.Id;
            while ((await engine.Get<IndexOutbox>().LagAsync(generation, cancellationToken)).Pending is > 0 and var pending)
            {
                progress(Math.Max(0, marked - pending), Math.Max(marked, pending));
                await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
            }

            progress(marked, marked);
            ProductPage failed = await engine.Get<ProductReads>().ListAsync(new ProductListQuery(1, null, null, null, null, null, IndexState.Failed), cancellationToken);
            return new ReindexOutcome(marked, failed.Total, await engine.Get<IndexOutbox>().PutOffAsync(cancellationToken));
        }
        catch (CatalogueUnavailableException failure)
        {
            throw new CommandFailedException(ExitCode.Unavailable, failure.Message, failure);
        }
    }

    private static async Task<IReadOnlyCollection<ProductId>> FindAsync(ProductReads reads, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        HashSet<ProductId> found = [];
        foreach (string name in names)
        {
            found.Add(ProductKey.TryParse(name, out ProductKey key) && (await reads.ResolveAsync([key], cancellationToken)).ToArray() is [var product]
                ? product
                : throw new CommandFailedException(ExitCode.Failed, $"No product is named \"{name}\"."));
        }

        return found;
    }
}
