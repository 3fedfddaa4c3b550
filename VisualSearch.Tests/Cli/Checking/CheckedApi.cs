using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Checking;

/// <summary>An Api with two products, shared by the tests that have it checked.</summary>
public sealed class CheckedApi : IAsyncLifetime
{
    public const int Products = 2;

    private ApiHost? _api;

    internal ApiHost Api => _api!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync();
        foreach (string picture in new[] { "26bd", "1f34c" })
        {
            await _api.AddPicturesAsync(await _api.CreateAsync(new { title = picture }), SampleShop.Picture(picture));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }
    }
}
