using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine.Vectors;
using VisualSearch.Engine.Vectors.InProcess;

namespace VisualSearch.Tests.Support;

/// <summary>The store of this process's memory, in whose way a test may put something: what a hook throws, the call throws.</summary>
internal sealed class HinderedStore(VectorsMetrics metrics, TimeProvider time) : IVectorStore
{
    private readonly InProcessVectorStore _inner = new(metrics, time);

    /// <summary>Before a collection is opened.</summary>
    public Func<VectorCollection, Task> Opening { get; set; } = _ => Task.CompletedTask;

    /// <summary>Before a collection is announced.</summary>
    public Func<Task> Announcing { get; set; } = () => Task.CompletedTask;

    /// <summary>Before the vectors of a collection are counted.</summary>
    public Func<Task> Counting { get; set; } = () => Task.CompletedTask;

    public bool OutlivesProcess { get; set; }

    /// <summary>For <see cref="EngineUnderTest.StartAsync"/>.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<HinderedStore>();
        services.AddSingleton<IVectorStore>(provider => provider.GetRequiredService<HinderedStore>());
    }

    public async Task<OpenedCollection> OpenAsync(VectorCollection collection, CancellationToken cancellationToken)
    {
        await Opening(collection);
        OpenedCollection opened = await _inner.OpenAsync(collection, cancellationToken);
        return opened with { Index = new Hindered(this, opened.Index) };
    }

    public Task ConfirmAsync(VectorCollection collection, CancellationToken cancellationToken) => _inner.ConfirmAsync(collection, cancellationToken);

    public Task DropAsync(string name, CancellationToken cancellationToken) => _inner.DropAsync(name, cancellationToken);

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) => _inner.ListAsync(prefix, cancellationToken);

    public async Task AnnounceAsync(string name, string publicName, CancellationToken cancellationToken)
    {
        await Announcing();
        await _inner.AnnounceAsync(name, publicName, cancellationToken);
    }

    public Task ProbeAsync(string name, CancellationToken cancellationToken) => _inner.ProbeAsync(name, cancellationToken);

    private sealed class Hindered(HinderedStore store, IVectorIndex inner) : IVectorIndex
    {
        public int Dimension => inner.Dimension;

        public Task ApplyAsync(IReadOnlyList<ProductVectors> products, CancellationToken cancellationToken) => inner.ApplyAsync(products, cancellationToken);

        public Task<IReadOnlyList<VectorHit>> SearchAsync(VectorQuery query, CancellationToken cancellationToken) => inner.SearchAsync(query, cancellationToken);

        public async Task<long> CountAsync(CancellationToken cancellationToken)
        {
            await store.Counting();
            return await inner.CountAsync(cancellationToken);
        }

        public IAsyncEnumerable<IndexedPicture> ReadAllAsync(CancellationToken cancellationToken) => inner.ReadAllAsync(cancellationToken);
    }
}
