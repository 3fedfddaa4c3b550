using VisualSearch.Tests.Support;

[assembly: AssemblyFixture(typeof(QuietApi.Closing))]

namespace VisualSearch.Tests.Support;

/// <summary>One Api as it comes, with an empty catalogue, shared by all tests that change nothing there; it starts when the first asks for it.</summary>
public sealed class QuietApi : IAsyncLifetime
{
    private static readonly Lazy<Task<ApiHost>> Shared = new(() => ApiHost.StartAsync());

    private ApiHost? _api;

    internal ApiHost Api => _api!;

    public async ValueTask InitializeAsync() => _api = await Shared.Value;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Stops it when the run ends.</summary>
    public sealed class Closing : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            // One that did not start has failed every test that asked for it, and need not fail the run once more.
            if (Shared is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            {
                await (await Shared.Value).DisposeAsync();
            }
        }
    }
}
