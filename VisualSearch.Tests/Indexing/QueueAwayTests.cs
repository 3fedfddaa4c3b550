using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing;

public sealed class QueueAwayTests
{
    [Fact]
    public async Task Without_its_queue_the_loop_takes_what_lags_from_the_catalogue()
    {
        await using EngineUnderTest engine = await EngineUnderTest.StartAsync(services: services => services.AddSingleton<IIndexQueue>(new AwayQueue()));

        Product ball = await engine.AddAsync(new ProductDetails { Title = "ball" }, SampleShop.Picture("26bd"));

        Assert.Equal(IndexState.Indexed, (await engine.IndexedAsync(ball.Id)).IndexState);
    }

    private sealed class AwayQueue : IIndexQueue
    {
        public ValueTask<int> EnqueueAsync(IReadOnlyList<IndexSignal> signals, CancellationToken cancellationToken) => throw new IndexQueueUnavailableException("away");

        public Task<IReadOnlyList<QueuedSignal>> DequeueAsync(int limit, TimeSpan patience, CancellationToken cancellationToken) => throw new IndexQueueUnavailableException("away");

        public Task AcknowledgeAsync(IReadOnlyList<QueuedSignal> signals, CancellationToken cancellationToken) => throw new IndexQueueUnavailableException("away");

        public ValueTask<long> CountAsync(CancellationToken cancellationToken) => throw new IndexQueueUnavailableException("away");

        public Task<IndexQueueFacts> InspectAsync(CancellationToken cancellationToken) => throw new IndexQueueUnavailableException("away");
    }
}
