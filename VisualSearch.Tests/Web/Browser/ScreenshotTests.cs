using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Web.Browser.Operators;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser;

/// <summary>The way to the pictures of the pages that the README and the guide for operators show. They are written only where <c>VISUALSEARCH_SCREENSHOTS</c> is 1, since fonts differ between machines.</summary>
public sealed class ScreenshotTests(BrowserHost browser, TroubledShop troubled) : IClassFixture<TroubledShop>
{
    private const int MostBytes = 250 * 1024;

    [BrowserFact]
    public Task A_picture_search_with_filters_on_a_wide_screen() => browser.VisitShopAsync(
        async visit =>
        {
            Storefront shop = new(visit);
            await shop.OpenAsync();
            await shop.SearchByPictureAsync();
            await shop.Page.GetByTestId("filter-stock").GetByRole(AriaRole.Checkbox).CheckAsync();
            await shop.AddressHasAsync("in_stock=true");
            await shop.ResultsAsync();
            await shop.Page.Mouse.ClickAsync(5, 890);
            await SaveAsync(shop.Page, "page-search-light-1440.png");
        },
        VisitOptions.OnWideScreen);

    [BrowserFact]
    public Task A_picture_search_on_a_phone_in_the_dark() => browser.VisitShopAsync(
        async visit =>
        {
            Storefront shop = new(visit);
            await shop.OpenAsync();
            await shop.SearchByPictureAsync();
            await SaveAsync(shop.Page, "page-phone-dark-360.png");
        },
        VisitOptions.OnPhone with { Dark = true });

    /// <summary>453 products of the demo shop, one whose picture failed, one that a replayed event brought, and an event that still waits for somebody.</summary>
    [BrowserTheory]
    [InlineData("overview", 1440, false)]
    [InlineData("overview", 1024, true)]
    [InlineData("overview", 360, false)]
    [InlineData("failures", 1024, false)]
    [InlineData("webhooks", 1024, false)]
    [InlineData("searches", 1440, true)]
    public Task The_page_for_operators_of_a_shop_that_needs_one(string section, int width, bool dark) => browser.VisitAsync(
        troubled.Address,
        async visit =>
        {
            OperatorsDesk desk = new(visit);
            await desk.OpenAsync(section);
            if (section is "overview" or "searches")
            {
                await Expect(desk.Page.Locator("canvas").Last).ToBeVisibleAsync();
            }

            await SaveAsync(desk.Page, $"admin-{section}-{(dark ? "dark" : "light")}-{width}.png", whole: true);
        },
        (width < 500 ? VisitOptions.OnPhone : new VisitOptions { Width = width, Height = 900 }) with { Dark = dark });

    private static async Task SaveAsync(IPage page, string name, bool whole = false)
    {
        foreach (ILocator shown in await page.Locator(".asked img, .grid img:not([loading=lazy])").AllAsync())
        {
            await Expect(shown).ToHaveJSPropertyAsync("complete", true);
            await Expect(shown).Not.ToHaveJSPropertyAsync("naturalWidth", 0);
        }

        using NetVips.Image picture = NetVips.Image.NewFromBuffer(await page.ScreenshotAsync(new() { FullPage = whole }));
        byte[] content = picture.PngsaveBuffer(palette: true, q: 95);
        Assert.InRange(content.Length, 1, MostBytes);
        if (Environment.GetEnvironmentVariable("VISUALSEARCH_SCREENSHOTS") == "1")
        {
            await File.WriteAllBytesAsync(Repository.PathOf("docs", "images", name), content, TestContext.Current.CancellationToken);
        }
    }
}
