using VisualSearch.Tests.Support.Servers;

[assembly: AssemblyFixture(typeof(S3ServerEnd))]

namespace VisualSearch.Tests.Support.Servers;

/// <summary>Ends the S3 server that the run shared.</summary>
public sealed class S3ServerEnd : IAsyncDisposable
{
    public ValueTask DisposeAsync() => S3Server.EndSharedAsync();
}
