using VisualSearch.Tests.Support.Servers;

[assembly: AssemblyFixture(typeof(RedisServerEnd))]

namespace VisualSearch.Tests.Support.Servers;

/// <summary>Ends the Redis that the run shared.</summary>
public sealed class RedisServerEnd : IAsyncDisposable
{
    public ValueTask DisposeAsync() => RedisServer.EndSharedAsync();
}
