using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine.Vectors;
using VisualSearch.Engine.Vectors.InProcess;
using VisualSearch.Tests.Contracts;

namespace VisualSearch.Tests.Vectors;

public sealed class InProcessVectorStoreContractTests : VectorStoreContract
{
    protected override Task<IVectorStore> CreateAsync() => Task.FromResult<IVectorStore>(
        new InProcessVectorStore(new VectorsMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()), TimeProvider.System));
}
