using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser;

/// <summary>What the page shows besides results, while nothing is wrong.</summary>
public sealed class StateTests(BrowserHost browser)
{
    [BrowserFact]
    public Task The_first_visit_says_what_can_be_done_with_three_examples_and_the_categories() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await Expect(shop.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Find it by a picture");
        await Expect(shop.Page.GetByTestId("example")).ToHaveCountAsync(3);
        foreach (ILocator picture in await shop.Page.GetByTestId("example").GetByRole(AriaRole.Img, new() { IncludeHidden = true }).AllAsync())
        {
            await Expect(picture).Not.ToHaveJSPropertyAsync("naturalWidth", 0);
        }

        ILocator transport = shop.Page.GetByRole(AriaRole.Link, new() { Name = "Transport 50" });
        await transport.ClickAsync();
        await shop.ResultsAsync();
        await Expect(shop.Page.GetByTestId("count")).ToHaveTextAsync("50 products");
        await shop.Page.GetByRole(AriaRole.Link, new() { Name = "VisualSearch, home page" }).ClickAsync();
        await shop.StateAsync("welcome");
    });

    [BrowserFact]
    public Task Skeletons_stand_where_results_will_be() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        TaskCompletionSource answer = new();
        await shop.Page.RouteAsync("**/search/by-text**", async route =>
        {
            await answer.Task;
            await route.ContinueAsync();
        });
        await shop.SearchAsync("banana");
        await shop.StateAsync("loading");
        ILocator grid = shop.Page.GetByTestId("grid");
        await Expect(grid).ToHaveAttributeAsync("aria-busy", "true");
        await Expect(grid.Locator(".skeleton")).ToHaveCountAsync(12);
        LocatorBoundingBoxResult promised = (await grid.Locator(".skeleton").First.BoundingBoxAsync())!;
        answer.SetResult();
        await shop.ResultsAsync();
        await Expect(grid.Locator(".skeleton")).ToHaveCountAsync(0);
        LocatorBoundingBoxResult kept = (await shop.Cards.First.BoundingBoxAsync())!;
        Assert.Equal((promised.X, promised.Width), (kept.X, kept.Width));
        Assert.InRange(kept.Height, promised.Height - 2, promised.Height + 2);
    });

    [BrowserFact]
    public Task A_picture_on_a_slow_line_shows_how_far_it_is() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "large.jpg");
        using (NetVips.Image photograph = Images.Tiny.Photo(1800, 1800))
        {
            photograph.Jpegsave(path, q: 95);
        }

        await shop.OpenAsync();
        ICDPSession line = await visit.Context.NewCDPSessionAsync(shop.Page);
        await line.SendAsync("Network.enable");
        await LimitAsync(line, 30_000);
        await shop.Page.Locator("input[type=file]:not([capture])").First.SetInputFilesAsync(path);
        ILocator progress = shop.Page.GetByLabel("Sending the picture…");
        await Expect(progress).ToBeVisibleAsync();
        await Eventually.HoldsAsync(() => progress.EvaluateAsync<double>("bar => bar.value"), value => value is > 0 and < 1);
        await LimitAsync(line, -1);
        await shop.ResultsAsync();
        await Expect(progress).ToBeHiddenAsync();
    });

    [BrowserFact]
    public Task Where_nothing_is_found_the_page_says_what_to_try() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?q=qqzzxxqq&category=transport", "nothing");
        ILocator state = shop.Page.GetByTestId("state-nothing");
        await Expect(state.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
        await state.GetByRole(AriaRole.Button, new() { Name = "Clear all filters" }).ClickAsync();
        await shop.AddressHasAsync("[?]q=qqzzxxqq$");
        await state.GetByRole(AriaRole.Button, new() { Name = "Search by picture" }).ClickAsync();
        await Expect(shop.Dialog("Search by picture")).ToBeVisibleAsync();
    });

    [BrowserFact]
    public Task A_picture_of_another_browser_is_not_here() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?picture=0123456789", "expired");
        await Expect(shop.Page.GetByTestId("state-expired")).ToContainTextAsync("no longer here");
        await shop.Button("Start page").ClickAsync();
        await shop.StateAsync("welcome");
        await shop.Page.GoBackAsync();
        await shop.StateAsync("expired");
    });

    [BrowserFact]
    public Task A_model_without_words_says_what_that_means() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?q=banana");
        await Expect(shop.Page.Locator(".note")).ToContainTextAsync("cannot read");
        await Expect(shop.Cards.First.GetByTestId("similarity")).ToHaveCountAsync(0);
    });

    [BrowserFact]
    public async Task An_empty_catalogue_says_how_it_is_filled()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await browser.VisitAsync(api.Address, async visit =>
        {
            Storefront shop = new(visit);
            await shop.OpenAsync("/", "empty");
            await Expect(shop.Page.GetByTestId("state-empty")).ToContainTextAsync("The shop has no products yet");
            await shop.Page.GetByRole(AriaRole.Link, new() { Name = "How to add products" }).ClickAsync();
            await Expect(shop.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/docs"));
        });
    }

    [BrowserFact]
    public async Task While_products_are_being_indexed_the_page_counts_them_down()
    {
        await using PictureServer pictures = await PictureServer.StartAsync();
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        string address = pictures.Serve("slow.jpg", async (context, _) =>
        {
            await answer.Task.WaitAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(Storefront.Query, context.RequestAborted);
        });
        await using ApiHost api = await ApiHost.StartAsync(settings: [("Images:AllowedNetworks:0", "127.0.0.1/32"), ("Images:IdleTimeout", "00:01:00"), ("Images:FetchTimeout", "00:02:00")]);
        await api.CreateAsync(new { title = "Ready" });
        await api.CreateAsync(new { title = "Banana", image_url = address });
        await browser.VisitAsync(api.Address, async visit =>
        {
            Storefront shop = new(visit);
            await shop.OpenAsync();
            await Expect(shop.Page.Locator("#indexing")).ToHaveTextAsync("1 of 2 products is still being prepared for search");
            await Expect(shop.Page.Locator("#indexing").GetByRole(AriaRole.Progressbar)).ToHaveJSPropertyAsync("value", 1);
            answer.SetResult();
            await Expect(shop.Page.Locator("#indexing")).ToBeHiddenAsync();
        });
    }

    [BrowserFact]
    public Task Without_scripts_the_page_says_so_and_names_the_API() => browser.VisitShopAsync(
        async visit =>
        {
            await visit.OpenAsync();
            await Expect(visit.Page.Locator("noscript p").First).ToBeVisibleAsync();
        },
        new VisitOptions { Scripts = false });

    /// <param name="bytesPerSecond">Of the way up; -1 = as fast as it goes.</param>
    private static async Task LimitAsync(ICDPSession line, int bytesPerSecond) => await line.SendAsync(
        "Network.emulateNetworkConditions",
        new Dictionary<string, object> { ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = bytesPerSecond });
}
