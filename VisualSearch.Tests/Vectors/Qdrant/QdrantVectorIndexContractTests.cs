using VisualSearch.Engine.Vectors;
using VisualSearch.Engine.Vectors.Qdrant;
using VisualSearch.Tests.Contracts;
using VisualSearch.Tests.Support.Qdrant;

namespace VisualSearch.Tests.Vectors.Qdrant;

public sealed class QdrantVectorIndexContractTests : VectorIndexContract, IAsyncDisposable
{
    private readonly List<string> _made = [];
    private QdrantVectorStore? _store;

    public async ValueTask DisposeAsync()
    {
        foreach (string name in _made)
        {
            await _store!.DropAsync(name, CancellationToken.None);
        }

        _store?.Dispose();
    }

    protected override async Task<IVectorIndex> CreateAsync(int dimension)
    {
        _store ??= await QdrantUnderTest.StoreAsync();
        VectorCollection collection = new($"contract-{Guid.NewGuid():N}", dimension, "1");
        _made.Add(collection.Name);
        return (await _store.OpenAsync(collection, TestContext.Current.CancellationToken)).Index;
    }
}
