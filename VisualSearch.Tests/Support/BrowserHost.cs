using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using VisualSearch.Tests.Support;

[assembly: AssemblyFixture(typeof(BrowserHost))]

namespace VisualSearch.Tests.Support;

/// <summary>One Chromium for the whole run; it starts when the first test asks, so that a run without browser tests has none.</summary>
public sealed class BrowserHost : IAsyncDisposable
{
    /// <summary>No sandbox, because containers have no rights to build one; nothing that would ask a host of its own.</summary>
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--font-render-hinting=none",
    ];

    /// <summary>On a machine that is busy with the other tests, not only with this page.</summary>
    private const float PatienceMilliseconds = 30_000;

    private readonly Lazy<Task<IBrowser>> _browser;
    private IPlaywright? _driver;

    public BrowserHost() => _browser = new(LaunchAsync);

    /// <summary>Visits <see cref="DemoShop"/>.</summary>
    /// <inheritdoc cref="VisitAsync(Uri, Func{Visit, Task}, VisitOptions?, string, string)"/>
    internal async Task VisitShopAsync(Func<Visit, Task> test, VisitOptions? options = null, [CallerFilePath] string file = "", [CallerMemberName] string name = "") =>
        await VisitAsync((await DemoShop.SharedAsync()).Address, test, options, file, name);

    /// <summary>
    /// Runs a test in a browser context of its own. In the end it fails when a request left the origin, when the page logged or threw an error, or when its
    /// content security policy was violated; a failed test leaves a picture and a trace under <c>TestResults/browser</c>.
    /// </summary>
    /// <param name="address">The server, which is the only one that the page may ask.</param>
    internal async Task VisitAsync(Uri address, Func<Visit, Task> test, VisitOptions? options = null, [CallerFilePath] string file = "", [CallerMemberName] string name = "")
    {
        await using Visit visit = await Visit.BeginAsync(await _browser.Value, address, options ?? new VisitOptions());
        try
        {
            await test(visit);
            visit.Watch.AssertClean();
        }
        catch
        {
            await visit.KeepEvidenceAsync($"{Path.GetFileNameWithoutExtension(file)}.{name}{options?.Suffix}");
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // One that never started has failed every test that asked for it, and need not fail the run once more.
        if (_browser is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _browser.Value).CloseAsync();
        }

        _driver?.Dispose();
    }

    private async Task<IBrowser> LaunchAsync()
    {
        string executable = Chromium.Executable;
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        _driver = await Playwright.CreateAsync();
        return await _driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = executable, Args = Arguments });
    }
}
