namespace VisualSearch.Tests.Architecture.Fixtures.Engine.Indexing.Redis;

internal sealed class RedisStream
{
    public Foreign.StackExchange.Redis.Database? Database { get; init; }
}
