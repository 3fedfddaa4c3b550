using VisualSearch.Engine.Vectors;
using VisualSearch.Tests.Contracts;
using VisualSearch.Tests.Support.Qdrant;

namespace VisualSearch.Tests.Vectors.Qdrant;

public sealed class QdrantVectorStoreContractTests : VectorStoreContract
{
    protected override async Task<IVectorStore> CreateAsync() => await QdrantUnderTest.StoreAsync();
}
