using Microsoft.Playwright;

namespace VisualSearch.Tests.Support;

/// <summary>One shopper with a browser of their own: nothing is kept from the visit before.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private Visit(IBrowserContext context, IPage page, PageWatch watch)
    {
        Context = context;
        Page = page;
        Watch = watch;
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public PageWatch Watch { get; }

    public static async Task<Visit> BeginAsync(IBrowser browser, Uri address, VisitOptions options)
    {
        BrowserNewContextOptions forPlaywright = options.ForPlaywright();
        forPlaywright.BaseURL = address.ToString();
        IBrowserContext context = await browser.NewContextAsync(forPlaywright);
        PageWatch watch = await PageWatch.OverAsync(context, address);
        // Without snapshots of the document: taking them reads pictures in a way that the page's policy refuses.
        await context.Tracing.StartAsync();
        return new Visit(context, await context.NewPageAsync(), watch);
    }

    /// <summary>Goes to a path of the server, as typed into the address bar.</summary>
    public Task OpenAsync(string path = "/") => Page.GotoAsync(path);

    /// <summary>Saves what the page looks like and how it came to that.</summary>
    public async Task KeepEvidenceAsync(string name)
    {
        string folder = Repository.PathOf("TestResults", "browser");
        Directory.CreateDirectory(folder);
        try
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
            await Context.Tracing.StopAsync(new TracingStopOptions { Path = Path.Combine(folder, name + ".zip") });
        }
        catch (PlaywrightException)
        {
            // The page is beyond a picture; the failure that led here says more than this one.
        }
    }

    public ValueTask DisposeAsync() => Context.DisposeAsync();
}
