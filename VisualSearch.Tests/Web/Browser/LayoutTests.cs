using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser;

/// <summary>Phone and wide screen: nothing sticks out, nothing jumps, and little has to travel.</summary>
public sealed class LayoutTests(BrowserHost browser)
{
    private const string NoteShifts =
        "window.shifted = 0; window.shifts = []; new PerformanceObserver(list => list.getEntries().forEach(entry => { shifted += entry.value; shifts.push(`${entry.value.toFixed(4)}: ${entry.sources.map(source => source.node?.outerHTML?.slice(0, 90)).join(' | ')}`); })).observe({ type: 'layout-shift', buffered: true });";

    /// <summary>The limit below which a page counts as stable for its readers (Core Web Vitals).</summary>
    private const double MostShift = 0.1;

    private const int FirstPaintBytes = 100 * 1024;

    public static TheoryData<int> Widths => [360, 768, 1440];

    [BrowserTheory]
    [MemberData(nameof(Widths))]
    public Task Nothing_is_wider_than_the_window_and_nothing_jumps(int width) => browser.VisitShopAsync(
        async visit =>
        {
            Storefront shop = new(visit);
            await shop.Page.AddInitScriptAsync(NoteShifts);
            await shop.OpenAsync();
            await Expect(shop.Page.GetByTestId("example")).ToHaveCountAsync(3);
            await Expect(shop.Page.Locator(".categories .skeleton")).ToHaveCountAsync(0);
            await FitsAsync(shop);
            await shop.SearchByPictureAsync();
            await Expect(shop.Page.GetByAltText("The picture you search with")).ToBeVisibleAsync();
            await FitsAsync(shop);
            for (int turn = 0; turn < 12; turn++)
            {
                await shop.Page.Mouse.WheelAsync(0, 500);
            }

            await shop.SearchAsync("hat");
            await shop.AddressHasAsync("q=hat");
            await shop.ResultsAsync();
            await FitsAsync(shop);
            await shop.Cards.First.GetByRole(AriaRole.Heading).ClickAsync();
            await Expect(shop.Product.GetByTestId("product-similar").GetByTestId("card").First).ToBeVisibleAsync();
            await FitsAsync(shop);
            Assert.True(await shop.Product.EvaluateAsync<bool>("dialog => dialog.scrollWidth <= dialog.clientWidth"), "The product view scrolls sideways");
            await StableAsync(shop);
        },
        new VisitOptions { Width = width });

    [BrowserTheory]
    [MemberData(nameof(Widths))]
    public Task A_search_opened_by_its_address_does_not_jump(int width) => browser.VisitShopAsync(
        async visit =>
        {
            Storefront shop = new(visit);
            await shop.Page.AddInitScriptAsync(NoteShifts);
            await shop.OpenAsync("/?q=fruit");
            await shop.ResultsAsync();
            await Expect(shop.Page.Locator(".note")).ToBeVisibleAsync();
            await StableAsync(shop);
        },
        new VisitOptions { Width = width });

    [BrowserFact]
    public Task Under_100_KB_travel_before_the_first_paint() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await Expect(shop.Page.GetByTestId("example")).ToHaveCountAsync(3);
        await shop.Page.WaitForFunctionAsync("() => performance.getEntriesByName('first-contentful-paint').length > 0");
        int[] bytes = await shop.Page.EvaluateAsync<int[]>(
            """
            () => {
                const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
                const paint = performance.getEntriesByName('first-contentful-paint')[0].startTime;
                const sum = entries => entries.reduce((total, entry) => total + entry.transferSize, 0);
                const own = all.filter(entry => entry.entryType === 'navigation' || new URL(entry.name).pathname.startsWith('/page/'));
                return [sum(all.filter(entry => entry.responseEnd <= paint)), sum(own), own.length];
            }
            """);
        Assert.InRange(bytes[0], 1, FirstPaintBytes);
        // Whatever the paint waited for, the page's own files are under the limit all together.
        Assert.InRange(bytes[1], 1, FirstPaintBytes);
        Assert.True(bytes[2] > 5);
    });

    [BrowserFact]
    public Task A_second_visit_asks_for_the_document_alone() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await Expect(shop.Page.GetByTestId("example")).ToHaveCountAsync(3);
        await shop.OpenAsync("/?q=banana");
        await shop.ResultsAsync();
        Assert.Equal(0, await shop.Page.EvaluateAsync<int>("performance.getEntriesByType('resource').filter(entry => entry.name.includes('/page/')).reduce((total, entry) => total + entry.transferSize, 0)"));
    });

    private static async Task FitsAsync(Storefront shop)
    {
        string wide = await shop.Page.EvaluateAsync<string>(
            """
            () => document.documentElement.scrollWidth <= innerWidth ? '' : [...document.body.querySelectorAll('*')]
                .filter(element => element.getBoundingClientRect().right > innerWidth + 0.5).map(element => element.outerHTML.slice(0, 90)).slice(0, 5).join('\n')
            """);
        Assert.True(wide.Length == 0, "Wider than the window:\n" + wide);
    }

    private static async Task StableAsync(Storefront shop)
    {
        double shifted = await shop.Page.EvaluateAsync<double>("shifted");
        Assert.True(shifted < MostShift, $"Shifted by {shifted}:\n{await shop.Page.EvaluateAsync<string>("shifts.join('\\n')")}");
    }
}
