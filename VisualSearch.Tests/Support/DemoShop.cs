using System.Text.Json;
using VisualSearch.Tests.Support;

[assembly: AssemblyFixture(typeof(DemoShop.Closing))]

namespace VisualSearch.Tests.Support;

/// <summary>
/// One Api with the whole demo shop indexed, shared by all tests that only read; it starts when the first asks for it. Pictures may be fetched from 127.0.0.1 and from
/// no other private address. What it counts (metrics, the search log) is the sum of what all tests do.
/// </summary>
public sealed class DemoShop : IAsyncLifetime
{
    /// <summary>Products, each with one picture.</summary>
    public const int Products = 453;

    private static readonly Lazy<Task<ApiHost>> Shared = new(StartAsync);

    private ApiHost? _api;

    internal ApiHost Api => _api!;

    internal static Task<ApiHost> SharedAsync() => Shared.Value;

    public async ValueTask InitializeAsync() => _api = await SharedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<ApiHost> StartAsync()
    {
        ApiHost api = await ApiHost.StartAsync(settings: [("Demo:Load", "true"), ("Images:AllowedNetworks:0", "127.0.0.1/32"), ("Images:RetryDelay", "00:00:00.05")]);
        await Eventually.HoldsAsync(
            async () =>
            {
                using HttpResponseMessage response = await api.PostAsync("/api/v1/search/by-text", new { query = "apple", limit = 1 });
                return (await ApiHost.JsonAsync(response)).GetProperty("index");
            },
            index => index.GetProperty("vectors").GetInt64() == Products && index.GetProperty("pending").GetInt64() == 0,
            Eventually.LongPatience);
        return api;
    }

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
