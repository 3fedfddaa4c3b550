using VisualSearch.Tests.Support.Servers;

[assembly: AssemblyFixture(typeof(PostgresServerEnd))]

namespace VisualSearch.Tests.Support.Servers;

/// <summary>Ends the shared Postgres when the last test has run.</summary>
public sealed class PostgresServerEnd : IAsyncDisposable
{
    public ValueTask DisposeAsync() => PostgresServer.EndSharedAsync();
}
