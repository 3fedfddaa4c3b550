using VisualSearch.Engine.Vectors;
using VisualSearch.Engine.Vectors.InProcess;
using VisualSearch.Tests.Contracts;

namespace VisualSearch.Tests.Vectors;

public sealed class InProcessVectorIndexContractTests : VectorIndexContract
{
    protected override Task<IVectorIndex> CreateAsync(int dimension) => Task.FromResult<IVectorIndex>(new InProcessVectorIndex(dimension));
}
