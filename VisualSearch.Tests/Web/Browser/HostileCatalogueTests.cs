using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser;

/// <summary>A catalogue that was not written by friends: its texts are shown and never obeyed, and its pictures come from our own origin.</summary>
public sealed class HostileCatalogueTests(BrowserHost browser)
{
    private const string Markup = "<img src=x onerror=\"document.title='taken'\"><script>alert(1)</script>";
    private const string RightToLeft = "قبعة ‮evil‬ שלום";
    private const string Emoji = "👩‍👩‍👧‍👦🧢🇰🇬";

    private static readonly string Long = string.Concat(Enumerable.Repeat("Unbreakable", 27));

    [BrowserTheory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task Hostile_texts_are_shown_as_text_and_break_no_layout(int width)
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string[] titles = [Markup, RightToLeft, Emoji, Long];
        string id = string.Empty;
        foreach (string title in titles)
        {
            id = await api.CreateAsync(new
            {
                title, description = title + " hat", category = title[..Math.Min(title.Length, 200)], brand = title[..Math.Min(title.Length, 200)], price = 999_999_999_999.99m, currency = "KGS", in_stock = true,
                attributes = new Dictionary<string, string> { [title[..Math.Min(title.Length, 60)]] = title },
            });
        }

        await browser.VisitAsync(
            api.Address,
            async visit =>
            {
                Storefront shop = new(visit);
                await visit.OpenAsync("/?in_stock=true");
                await Expect(shop.Cards).ToHaveCountAsync(4);
                await Expect(shop.Cards.GetByRole(AriaRole.Heading)).ToHaveTextAsync(titles);
                await FitsAsync(shop);
                await visit.OpenAsync($"/?q=hat&product={id}");
                await Expect(shop.Product.Locator(".product-text").GetByRole(AriaRole.Heading)).ToHaveTextAsync(Long);
                await FitsAsync(shop);
                await shop.Page.Keyboard.PressAsync("Escape");
                await shop.Words.FillAsync("unbreak");
                await Expect(shop.Suggestions.First).ToBeVisibleAsync();
                await FitsAsync(shop);
                await visit.OpenAsync($"/?q={Uri.EscapeDataString(Markup)}");
                await Expect(shop.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(Markup);
                await Expect(shop.Page).Not.ToHaveTitleAsync("taken");
                await Expect(shop.Page.Locator("#main img[src=x], #main script")).ToHaveCountAsync(0);
            },
            new VisitOptions { Width = width });
    }

    [BrowserFact]
    public Task An_address_that_is_a_script_is_not_linked() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        string id = await shop.IdOfAsync(Storefront.Wanted);
        // The API refuses such an address; it would take a catalogue that was written past it.
        await shop.Page.RouteAsync($"**/api/v1/products/{id}", async route =>
        {
            IAPIResponse answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = (await answer.TextAsync()).Replace("\"url\":null", "\"url\":\"javascript:document.title='taken'\"", StringComparison.Ordinal) });
        });
        IResponse product = await shop.Page.RunAndWaitForResponseAsync(() => visit.OpenAsync($"/?q=banana&product={id}"), response => response.Url.EndsWith("/products/" + id, StringComparison.Ordinal));
        Assert.Contains("javascript:", await product.TextAsync(), StringComparison.Ordinal);
        await Expect(shop.Product.Locator(".product-text").GetByRole(AriaRole.Heading)).ToHaveTextAsync("banana");
        await Expect(shop.Product.GetByRole(AriaRole.Link, new() { Name = "Go to the shop" })).ToHaveCountAsync(0);
        await Expect(shop.Page.Locator("a[href^='javascript' i]")).ToHaveCountAsync(0);
    });

    [BrowserFact]
    public async Task A_link_to_the_shop_opens_apart_and_tells_it_nothing()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string id = await api.CreateAsync(new { title = "Hat", url = "https://shop.example/hat" });
        await browser.VisitAsync(api.Address, async visit =>
        {
            Storefront shop = new(visit);
            await visit.OpenAsync($"/?q=hat&product={id}");
            ILocator link = shop.Product.GetByRole(AriaRole.Link, new() { Name = "Go to the shop" });
            await Expect(link).ToHaveAttributeAsync("href", "https://shop.example/hat");
            await Expect(link).ToHaveAttributeAsync("target", "_blank");
            await Expect(link).ToHaveAttributeAsync("rel", "noopener noreferrer");
        });
    }

    [BrowserFact]
    public async Task Pictures_that_lie_at_other_hosts_come_from_our_own()
    {
        await using PictureServer pictures = await PictureServer.StartAsync();
        string address = pictures.Serve("banana.jpg", Storefront.Query);
        await using ApiHost api = await ApiHost.StartAsync(settings: ("Images:AllowedNetworks:0", "127.0.0.1/32"));
        string id = await api.CreateAsync(new { title = "Banana", image_url = address });
        await api.ProcessedAsync(id);
        await browser.VisitAsync(api.Address, async visit =>
        {
            Storefront shop = new(visit);
            await shop.OpenAsync();
            await shop.SearchByPictureAsync();
            await shop.FirstIsAsync(id);
            await Expect(shop.Cards.First.GetByRole(AriaRole.Img, new() { IncludeHidden = true }).First).Not.ToHaveJSPropertyAsync("naturalWidth", 0);
            await shop.Cards.First.GetByRole(AriaRole.Heading).ClickAsync();
            await Expect(shop.Product.GetByAltText("Banana, picture 1 of 1")).Not.ToHaveJSPropertyAsync("naturalWidth", 0);
            Assert.Contains(visit.Watch.Requests, request => new Uri(request.Url).AbsolutePath.StartsWith("/media/", StringComparison.Ordinal));
        });
    }

    private static async Task FitsAsync(Storefront shop) =>
        Assert.True(await shop.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth && [...document.querySelectorAll('dialog[open]')].every(dialog => dialog.scrollWidth <= dialog.clientWidth)"), "Something is wider than its window");
}
