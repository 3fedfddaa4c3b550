using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser;

/// <summary>The shopper's language and theme: the browser's at first, their own from then on.</summary>
public sealed class LanguageAndThemeTests(BrowserHost browser)
{
    /// <summary>Notes the page's background before each frame that is painted.</summary>
    private const string NoteColours =
        "window.colours = []; const note = () => { if (document.body) { colours.push(getComputedStyle(document.body).backgroundColor); } requestAnimationFrame(note); }; requestAnimationFrame(note);";

    private static readonly string[] Languages = ["en", "ru", "ky"];

    [BrowserTheory]
    [InlineData("en-US", "en", "Find it by a picture")]
    [InlineData("ru-RU", "ru", "Найдите")]
    [InlineData("ky-KG", "ky", "")]
    [InlineData("de-DE", "en", "Find it by a picture")]
    public Task The_browsers_language_is_spoken_where_the_page_has_it(string locale, string language, string heading) => browser.VisitShopAsync(
        async visit =>
        {
            Storefront shop = new(visit);
            await shop.OpenAsync();
            await Expect(shop.Page.Locator("html")).ToHaveAttributeAsync("lang", language);
            await Expect(shop.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(heading);
            await Expect(shop.Page.Locator("#language")).ToHaveValueAsync(language);
            // No text is missing: a key is shown where a text is not found.
            Assert.DoesNotMatch(@"\b(frame|bar|welcome|sources|filters|results|states|card)\.\w+", await shop.Page.Locator("body").InnerTextAsync());
        },
        new VisitOptions { Locale = locale });

    [BrowserFact]
    public Task A_chosen_language_is_kept_with_the_search_that_was_on() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?q=banana");
        await shop.Page.Locator("#language").SelectOptionAsync("ky");
        await Expect(shop.Page.Locator("html")).ToHaveAttributeAsync("lang", "ky");
        await shop.AddressHasAsync("[?]q=banana$");
        await shop.ResultsAsync();
        await Expect(shop.Cards.First).ToContainTextAsync("банан");
        await visit.OpenAsync();
        await Expect(shop.Page.Locator("html")).ToHaveAttributeAsync("lang", "ky");
        await shop.Page.Locator("#language").SelectOptionAsync("ru");
        await Expect(shop.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Найдите");
    });

    [BrowserTheory]
    [InlineData(false)]
    [InlineData(true)]
    public Task The_theme_is_the_systems_until_one_is_chosen_which_is_then_kept_without_a_flash(bool dark) => browser.VisitShopAsync(
        async visit =>
        {
            Storefront shop = new(visit);
            await shop.Page.AddInitScriptAsync(NoteColours);
            await shop.OpenAsync();
            string systems = await BackgroundAsync(shop);
            Assert.Equal(dark, IsDark(systems));
            await shop.Button("Dark theme").ClickAsync();
            await Expect(shop.Button("Dark theme")).ToHaveAttributeAsync("aria-pressed", dark ? "false" : "true");
            string chosen = await BackgroundAsync(shop);
            Assert.NotEqual(dark, IsDark(chosen));

            await shop.Page.ReloadAsync();
            await shop.StateAsync("welcome");
            await Expect(shop.Page.GetByTestId("example")).ToHaveCountAsync(3);
            Assert.Equal([chosen], (await shop.Page.EvaluateAsync<string[]>("colours")).Distinct());
            await Expect(shop.Button("Dark theme")).ToHaveAttributeAsync("aria-pressed", dark ? "false" : "true");
        },
        new VisitOptions { Dark = dark });

    [BrowserFact]
    public async Task Texts_of_all_languages_have_the_same_keys()
    {
        Uri address = (await DemoShop.SharedAsync()).Address;
        await browser.VisitAsync(address, async visit =>
        {
            Storefront shop = new(visit);
            Dictionary<string, string[]> keys = [];
            foreach (string language in Languages)
            {
                keys[language] = [.. (await shop.AskAsync($"/page/-/locales/{language}.json")).EnumerateObject().Select(text => text.Name)];
            }

            Assert.NotEmpty(keys["en"]);
            Assert.Equal(keys["en"], keys["ru"]);
            Assert.Equal(keys["en"], keys["ky"]);
        });
    }

    private static Task<string> BackgroundAsync(Storefront shop) => shop.Page.Locator("body").EvaluateAsync<string>("body => getComputedStyle(body).backgroundColor");

    private static bool IsDark(string colour) =>
        System.Text.RegularExpressions.Regex.Matches(colour, "[0-9.]+").Take(3).All(part => double.Parse(part.Value, System.Globalization.CultureInfo.InvariantCulture) < 100);
}
