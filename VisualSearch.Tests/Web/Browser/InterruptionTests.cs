using System.Net;
using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser;

/// <summary>What comes between: answers that break off, parts that do not come, and shoppers who go on before the page is done.</summary>
public sealed class InterruptionTests(BrowserHost browser)
{
    private static readonly string[] ReloadSentences = ["Load it again", "Загрузить ещё раз", "Кайра жүктөө"];

    /// <summary>Reading the first answer of a route fails as it does where the connection breaks in the middle of a body.</summary>
    private const string CutOff =
        """
        route => {
            const text = Response.prototype.text;
            let cut = true;
            Response.prototype.text = function () {
                if (cut && this.url.includes(route)) {
                    cut = false;
                    return Promise.reject(new TypeError('network error'));
                }

                return text.call(this);
            };
        }
        """;

    [BrowserTheory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1")]
    public Task An_answer_of_nothing_is_no_answer_and_can_be_asked_for_again(string body) => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await shop.Page.RouteAsync("**/search/by-text**", route => route.FulfillAsync(new RouteFulfillOptions { Status = (int)HttpStatusCode.OK, ContentType = "application/json", Body = body }), new() { Times = 1 });
        await shop.SearchAsync("banana");
        await shop.StateAsync("error");
        await Expect(shop.Page.GetByTestId("state-error")).ToContainTextAsync("The server does not answer");
        await shop.Button("Try again").ClickAsync();
        await shop.ResultsAsync();
    });

    [BrowserFact]
    public Task An_answer_that_breaks_off_can_be_asked_for_again() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await shop.Page.EvaluateAsync(CutOff, "search/by-text");
        await shop.SearchAsync("banana");
        await shop.StateAsync("error");
        await shop.Button("Try again").ClickAsync();
        await shop.ResultsAsync();

        await shop.Page.EvaluateAsync(CutOff, $"products/{await shop.IdOfAsync(Storefront.Wanted)}");
        await shop.Cards.First.ClickAsync();
        await shop.Product.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(shop.Product.Locator("#product-title")).ToHaveTextAsync("banana");
    });

    [BrowserFact]
    public Task Typing_on_while_suggestions_are_on_their_way_brings_those_of_the_new_words() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await shop.Page.RouteAsync("**/search/suggest**", _ => Task.CompletedTask, new() { Times = 1 });
        await shop.Page.RunAndWaitForRequestAsync(() => shop.Words.PressSequentiallyAsync("ban"), request => request.Url.Contains("/suggest", StringComparison.Ordinal));
        await shop.Words.PressSequentiallyAsync("a"); // One key: another one after it would begin anew by itself.
        await Expect(shop.Suggestions.First).ToHaveTextAsync("banana");
    });

    [BrowserFact]
    public Task A_picture_that_is_still_being_prepared_does_not_overtake_a_later_search() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await shop.Page.EvaluateAsync("() => { const make = createImageBitmap; window.createImageBitmap = (...given) => new Promise(resolve => { window.release = () => resolve(make(...given)); }); }");
        await shop.Page.Locator("input[type=file]:not([capture])").First.SetInputFilesAsync(Storefront.QueryPath);
        await Expect(shop.Page.GetByTestId("preparing")).ToBeVisibleAsync();
        await shop.SearchAsync("top hat");
        await shop.ResultsAsync();
        await shop.Page.EvaluateAsync("release()");
        await Expect(shop.Page.GetByTestId("preparing")).ToHaveCountAsync(0);
        await shop.AddressHasAsync("[?]q=top[+]hat$");
        await shop.FirstIsAsync(await shop.IdOfAsync("sample_1f3a9"));
        Assert.Empty(shop.Sent("search/by-image"));
    });

    [BrowserFact]
    public Task A_picture_that_cannot_be_drawn_anew_is_sent_as_it_is() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "large.jpg");
        using (NetVips.Image photograph = Images.Tiny.Photo(2400, 300))
        {
            photograph.Jpegsave(path);
        }

        await shop.OpenAsync();
        await shop.Page.EvaluateAsync("() => { HTMLCanvasElement.prototype.toBlob = done => done(null); }");
        await shop.SearchByPictureAsync(path);
        Assert.Single(shop.Sent("search/by-image"));
    });

    [BrowserFact]
    public Task Facts_about_how_a_photograph_was_taken_stay_in_the_browser() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        bool[] seen = await shop.Page.EvaluateAsync<bool[]>(
            """
            async query => {
                const { prepare } = await import('/page/-/js/pictures.js');
                const bytes = Uint8Array.from(atob(query), letter => letter.charCodeAt(0));
                const facts = new TextEncoder().encode('\u0000\u0012Exif\u0000\u0000who and where');
                const told = new File([bytes.slice(0, 2), new Uint8Array([0xff, 0xe1]), new Uint8Array([0, facts.length]), facts.slice(2), bytes.slice(2)], 'told.jpg', { type: 'image/jpeg' });
                const sent = await prepare(told);
                return [new TextDecoder('latin1').decode(await told.arrayBuffer()).includes('where'), new TextDecoder('latin1').decode(await sent.arrayBuffer()).includes('where'), sent.size > 1000];
            }
            """,
            Convert.ToBase64String(Storefront.Query));
        Assert.Equal([true, false, true], seen);
    });

    [BrowserFact]
    public Task Two_products_opened_before_their_view_is_loaded_share_one() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?q=hat");
        TaskCompletionSource module = new();
        await shop.Page.RouteAsync("**/js/product.js", async route =>
        {
            await module.Task;
            await route.ContinueAsync();
        });
        await shop.Cards.Nth(0).ClickAsync();
        await shop.Cards.Nth(1).ClickAsync();
        string title = await shop.Cards.Nth(1).GetByRole(AriaRole.Heading).InnerTextAsync();
        module.SetResult();
        await Expect(shop.Product.Locator("#product-title")).ToHaveTextAsync(title);
        await Expect(shop.Product).ToHaveCountAsync(1);
    });

    [BrowserFact]
    public Task Trying_again_by_hand_ends_the_countdown() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        visit.Watch.Expect("status of 503");
        await shop.Page.Clock.InstallAsync();
        await shop.Page.RouteAsync("**/api/v1/products?**", route => route.FulfillAsync(new RouteFulfillOptions
        {
            Status = (int)HttpStatusCode.ServiceUnavailable,
            ContentType = "application/problem+json",
            Headers = new Dictionary<string, string> { ["Retry-After"] = "60" },
            Body = "{}",
        }));
        await shop.OpenAsync("/", "error");
        ILocator again = shop.Page.GetByTestId("state-error").GetByRole(AriaRole.Button, new() { Name = "Try again" });
        for (int asked = 1; asked <= 4; asked++)
        {
            await Expect(again).ToBeVisibleAsync();
            await Eventually.HoldsAsync(() => Task.FromResult(shop.Sent("products").Count), count => count == asked);
            if (asked < 4)
            {
                await again.ClickAsync();
            }
        }

        await Expect(again).ToBeVisibleAsync();
        await shop.Page.Clock.RunForAsync(61_000);
        await Eventually.HoldsAsync(() => Task.FromResult(shop.Sent("products").Count), count => count > 4);
        await Expect(again).ToBeVisibleAsync();
        Assert.Equal(5, shop.Sent("products").Count);
    });

    [BrowserFact]
    public Task A_product_opened_by_its_address_and_a_similar_one_after_it_close_together() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync($"/?q=banana&product={await shop.IdOfAsync("sample_1f3a9")}");
        ILocator similar = shop.Product.GetByTestId("product-similar").GetByTestId("card").Locator("a[href*='product=']").First;
        string title = await similar.InnerTextAsync();
        await similar.ClickAsync();
        await Expect(shop.Product.Locator("#product-title")).ToHaveTextAsync(title);
        await shop.Product.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await shop.AddressHasAsync("[?]q=banana$");
        await Expect(shop.Product).ToHaveCountAsync(0);
    });

    [BrowserFact]
    public Task A_part_of_the_page_that_does_not_come_is_said_in_every_language() => browser.VisitShopAsync(async visit =>
    {
        visit.Watch.Expect("ERR_FAILED");
        await visit.Page.RouteAsync("**/js/suggest.js**", route => route.AbortAsync());
        await visit.OpenAsync();
        await new Storefront(visit).StateAsync("error");
        foreach (string sentence in ReloadSentences)
        {
            await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = sentence })).ToBeVisibleAsync();
        }

        await visit.Page.UnrouteAllAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Load it again" }).ClickAsync();
        await new Storefront(visit).StateAsync("welcome");
    });

    [BrowserFact]
    public Task Texts_that_do_not_come_at_once_are_asked_for_again() => browser.VisitShopAsync(async visit =>
    {
        visit.Watch.Expect("status of 503");
        await visit.Page.RouteAsync("**/locales/en.json", route => route.FulfillAsync(new RouteFulfillOptions { Status = (int)HttpStatusCode.ServiceUnavailable, Body = "busy" }), new() { Times = 1 });
        await new Storefront(visit).OpenAsync();
    });

    [BrowserFact]
    public Task The_focus_goes_to_the_next_chip_and_to_the_heading_of_a_new_question() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?q=hat&category=clothing&in_stock=true&price_min=1&price_max=90000");
        ILocator chips = shop.Page.Locator(".chips .chip");
        await Expect(chips.Nth(1)).ToContainTextAsync("–");
        await chips.Nth(0).PressAsync("Enter");
        await Expect(chips).ToHaveCountAsync(2);
        await Expect(chips.Nth(0)).ToBeFocusedAsync();
        await shop.ResultsAsync();
        await shop.Cards.First.Locator(".card-similar").PressAsync("Enter");
        await shop.AddressHasAsync("[?]similar=");
        await Expect(shop.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeFocusedAsync();
    });

    [BrowserFact]
    public Task Filters_alone_leave_what_the_catalogue_does_not_take_out_of_the_address() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?category=transport&price_min=5&sort=price_up");
        await shop.ResultsAsync();
        await shop.AddressHasAsync("[?]category=transport$");
        await Expect(shop.Page.Locator(".note")).ToHaveCountAsync(0);
    });
}
