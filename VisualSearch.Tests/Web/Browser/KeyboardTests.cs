using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser;

/// <summary>All the way without a pointer.</summary>
public sealed class KeyboardTests(BrowserHost browser)
{
    [BrowserFact]
    public Task From_the_start_to_a_product_and_back_with_keys_alone() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        IKeyboard keys = shop.Page.Keyboard;
        await shop.OpenAsync();
        await keys.PressAsync("/");
        await Expect(shop.Words).ToBeFocusedAsync();
        await keys.TypeAsync("banan");
        await Expect(shop.Suggestions.First).ToBeVisibleAsync();
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Enter");
        await shop.ResultsAsync();

        ILocator title = shop.Cards.First.GetByRole(AriaRole.Heading).GetByRole(AriaRole.Link);
        await TabToAsync(shop.Page, title, 80);
        await keys.PressAsync("Enter");
        await Expect(shop.Product.GetByRole(AriaRole.Heading, new() { Name = "banana" })).ToBeFocusedAsync();
        // Inside the dialog, and nowhere behind it.
        for (int step = 0; step < 6; step++)
        {
            await keys.PressAsync("Tab");
            Assert.True(await shop.Page.EvaluateAsync<bool>("document.activeElement === document.body || document.querySelector('dialog').contains(document.activeElement)"));
        }

        await keys.PressAsync("Escape");
        await Expect(shop.Product).ToHaveCountAsync(0);
        await Expect(title).ToBeFocusedAsync();
    });

    [BrowserFact]
    public Task The_first_tab_leads_past_the_header() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?q=banana");
        await shop.ResultsAsync();
        await shop.Page.Keyboard.PressAsync("Tab");
        ILocator skip = shop.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to the results" });
        await Expect(skip).ToBeFocusedAsync();
        await Expect(skip).ToBeInViewportAsync();
        await shop.Page.Keyboard.PressAsync("Enter");
        await Expect(shop.Page.Locator("#main")).ToBeFocusedAsync();
        Assert.EndsWith("?q=banana", shop.Page.Url.Split('#')[0], StringComparison.Ordinal);
        await shop.ResultsAsync();
    });

    [BrowserFact]
    public Task The_picture_dialog_is_used_with_keys() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?q=banana");
        await shop.ResultsAsync();
        await shop.Button("Search by picture").FocusAsync();
        await shop.Page.Keyboard.PressAsync("Enter");
        ILocator dialog = shop.Dialog("Search by picture");
        await Expect(dialog).ToBeVisibleAsync();
        ILocator choose = dialog.GetByRole(AriaRole.Button, new() { Name = "Choose a picture" });
        await TabToAsync(shop.Page, choose, 5);
        IFileChooser chooser = await shop.ChooserAsync(() => shop.Page.Keyboard.PressAsync("Enter"));
        await chooser.SetFilesAsync(Storefront.QueryPath);
        await shop.AddressHasAsync("picture=");
        await shop.ResultsAsync();
    });

    [BrowserFact]
    public Task Everything_that_takes_the_focus_shows_it() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?q=fruit");
        await shop.ResultsAsync();
        HashSet<string> seen = [];
        for (int step = 0; step < 30; step++)
        {
            await shop.Page.Keyboard.PressAsync("Tab");
            string look = await shop.Page.EvaluateAsync<string>(
                """
                () => {
                    const shows = element => element && (style => style.outlineStyle !== 'none' && style.outlineWidth !== '0px' || style.boxShadow !== 'none')(getComputedStyle(element));
                    const now = document.activeElement;
                    const told = [now, now.closest('.card'), now.closest('.bar'), now.closest('label')].some(shows);
                    return (told ? 'shown ' : 'HIDDEN ') + now.outerHTML.slice(0, 120);
                }
                """);
            seen.Add(look);
        }

        Assert.True(seen.Count > 20);
        Assert.DoesNotContain(seen, look => look.StartsWith("HIDDEN", StringComparison.Ordinal));
    });

    /// <summary>Tabs until the focus is there.</summary>
    private static async Task TabToAsync(IPage page, ILocator wanted, int most)
    {
        for (int step = 0; step < most; step++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await wanted.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }
        }

        Assert.Fail($"Not reached in {most} steps; the focus is at {await page.EvaluateAsync<string>("document.activeElement.outerHTML.slice(0, 200)")}");
    }
}
