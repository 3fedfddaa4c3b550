using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser;

public sealed class WordSearchTests(BrowserHost browser)
{
    [BrowserFact]
    public Task Words_find_products_and_stay_in_the_field_and_the_address() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await shop.SearchAsync("top hat");
        await shop.ResultsAsync();
        await shop.FirstIsAsync(await shop.IdOfAsync("sample_1f3a9"));
        await shop.AddressHasAsync("[?]q=top[+]hat$");
        await Expect(shop.Words).ToHaveValueAsync("top hat");
        await Expect(shop.Page).ToHaveTitleAsync("Results for “top hat” · VisualSearch");
        await Expect(shop.Page.Locator("#announcer")).ToContainTextAsync("product");
    });

    [BrowserFact]
    public Task A_suggestion_is_chosen_with_the_arrow_keys() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await shop.Words.PressSequentiallyAsync("banan");
        ILocator options = shop.Suggestions;
        await Expect(options.First).ToHaveTextAsync("banana");
        await Expect(shop.Words).ToHaveAttributeAsync("aria-expanded", "true");
        await shop.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(options.First).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(shop.Words).ToHaveAttributeAsync("aria-activedescendant", (await options.First.GetAttributeAsync("id"))!);
        await shop.Page.Keyboard.PressAsync("Enter");
        await shop.ResultsAsync();
        await shop.FirstIsAsync(await shop.IdOfAsync(Storefront.Wanted));
        await Expect(options).ToHaveCountAsync(0);
        await Expect(shop.Words).ToHaveValueAsync("banana");
    });

    [BrowserFact]
    public Task A_suggested_category_is_browsed() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await shop.Words.PressSequentiallyAsync("transp");
        await shop.Suggestions.Filter(new() { HasText = "category" }).ClickAsync();
        await shop.AddressHasAsync("[?]category=transport$");
        await shop.ResultsAsync();
        await Expect(shop.Page.GetByTestId("count")).ToHaveTextAsync("50 products");
    });

    [BrowserFact]
    public Task Escape_closes_the_suggestions_and_keeps_the_words() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await shop.Words.PressSequentiallyAsync("banan");
        await Expect(shop.Suggestions.First).ToBeVisibleAsync();
        await shop.Page.Keyboard.PressAsync("Escape");
        await Expect(shop.Suggestions).ToHaveCountAsync(0);
        await Expect(shop.Words).ToHaveValueAsync("banan");
        await Expect(shop.Words).ToBeFocusedAsync();
    });

    [BrowserFact]
    public Task An_address_in_the_field_is_a_picture_to_search_by() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await shop.Words.FillAsync("http://127.0.0.1:9/nobody-listens.jpg");
        await Expect(shop.Suggestions).ToHaveTextAsync("Search by the picture at this address");
        visit.Watch.Expect("status of 422");
        await shop.Words.PressAsync("Enter");
        await shop.StateAsync("error");
        await Expect(shop.Page.GetByTestId("state-error")).ToContainTextAsync("There is no picture to be had at this address");
    });

    [BrowserTheory]
    [InlineData("en-US", "banana", "banana")]
    [InlineData("ru-RU", "банан", "банан")]
    [InlineData("ky-KG", "бийик шляпа", "бийик шляпа")]
    public Task Titles_are_in_the_shoppers_language(string locale, string words, string title) => browser.VisitShopAsync(
        async visit =>
        {
            Storefront shop = new(visit);
            await shop.OpenAsync($"/?q={words}");
            await shop.ResultsAsync();
            await Expect(shop.Cards.First.GetByRole(AriaRole.Heading)).ToHaveTextAsync(title);
        },
        new VisitOptions { Locale = locale });
}
