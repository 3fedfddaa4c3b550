using System.Text.Json;

namespace VisualSearch.Tests.Support;

/// <summary>One Api with the whole demo shop indexed, shared by the tests that only read. Pictures may be fetched from 127.0.0.1 and from no other private address.</summary>
public sealed class DemoShop : IAsyncLifetime
{
    /// <summary>Products, each with one picture.</summary>
    public const int Products = 453;

    private ApiHost? _api;

    internal ApiHost Api => _api!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync(settings: [("Demo:Load", "true"), ("Images:AllowedNetworks:0", "127.0.0.1/32"), ("Images:RetryDelay", "00:00:00.05")]);
        await Eventually.HoldsAsync(
            async () =>
            {
                using HttpResponseMessage response = await _api.PostAsync("/api/v1/search/by-text", new { query = "apple", limit = 1 });
                return (await ApiHost.JsonAsync(response)).GetProperty("index");
            },
            index => index.GetProperty("vectors").GetInt64() == Products && index.GetProperty("pending").GetInt64() == 0,
            Eventually.LongPatience);
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }
    }
}

/// <summary>Tests that share <see cref="DemoShop"/>.</summary>
[CollectionDefinition]
public sealed class WithDemoShop : ICollectionFixture<DemoShop>;
