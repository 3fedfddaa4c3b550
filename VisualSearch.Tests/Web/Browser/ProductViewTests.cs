using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser;

public sealed class ProductViewTests(BrowserHost browser)
{
    [BrowserFact]
    public Task A_product_opens_under_its_own_address_and_Back_closes_it() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        string id = await shop.IdOfAsync("sample_1f3a9");
        await shop.OpenAsync("/?q=top+hat");
        await shop.Cards.First.ClickAsync();
        await shop.AddressHasAsync($"[?]q=top[+]hat&product={id}$");
        await Expect(shop.Dialog("top hat")).ToBeVisibleAsync();
        await Expect(shop.Product.GetByRole(AriaRole.Heading, new() { Name = "top hat" })).ToBeFocusedAsync();
        await Expect(shop.Product).ToContainTextAsync("6,666.16");
        await Expect(shop.Product.GetByAltText("top hat, picture 1 of 1")).ToBeVisibleAsync();
        await shop.Page.GoBackAsync();
        await Expect(shop.Product).ToHaveCountAsync(0);
        await shop.AddressHasAsync("[?]q=top[+]hat$");
        Assert.Single(shop.Sent("search/by-text"));
        await shop.Page.GoForwardAsync();
        await Expect(shop.Product).ToContainTextAsync("top hat");
    });

    [BrowserFact]
    public Task Closing_a_product_is_going_back() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?q=top+hat");
        ILocator link = shop.Cards.First.GetByRole(AriaRole.Heading).GetByRole(AriaRole.Link);
        await link.PressAsync("Enter");
        await Expect(shop.Product).ToContainTextAsync("6,666.16");
        await shop.Page.Keyboard.PressAsync("Escape");
        await Expect(shop.Product).ToHaveCountAsync(0);
        await shop.AddressHasAsync("[?]q=top[+]hat$");
        await Expect(link).ToBeFocusedAsync();
    });

    [BrowserFact]
    public Task An_address_with_a_product_opens_it_above_its_search() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        string id = await shop.IdOfAsync("sample_1f3a9");
        await shop.OpenAsync($"/?q=banana&product={id}");
        await Expect(shop.Product).ToContainTextAsync("top hat");
        await shop.Product.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(shop.Product).ToHaveCountAsync(0);
        await shop.AddressHasAsync("[?]q=banana$");
        await Expect(shop.Cards.First).ToContainTextAsync("banana");
    });

    [BrowserFact]
    public Task From_product_to_similar_product_and_out_again() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?q=banana");
        await shop.Cards.First.ClickAsync();
        ILocator similar = shop.Product.GetByTestId("product-similar").GetByTestId("card").First;
        string next = (await similar.GetAttributeAsync("data-product"))!;
        await similar.GetByRole(AriaRole.Heading).ClickAsync();
        await shop.AddressHasAsync($"product={next}$");
        await shop.Product.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await shop.AddressHasAsync("[?]q=banana$");
        await Expect(shop.Product).ToHaveCountAsync(0);
    });

    [BrowserFact]
    public Task The_description_is_there_in_every_language_of_the_product() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync($"/?q=hat&product={await shop.IdOfAsync("sample_1f3a9")}");
        ILocator title = shop.Product.Locator(".product-text").GetByRole(AriaRole.Heading);
        await Expect(title).ToHaveTextAsync("top hat");
        await shop.Product.GetByRole(AriaRole.Button, new() { Name = "Русский" }).ClickAsync();
        await Expect(title).ToHaveTextAsync("цилиндр");
        await Expect(title).ToHaveAttributeAsync("lang", "ru");
    });

    [BrowserFact]
    public Task A_product_that_is_gone_is_said_to_be() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        visit.Watch.Expect("status of 404");
        await shop.OpenAsync("/?q=hat&product=987654321");
        await Expect(shop.Product.GetByTestId("state-error")).ToContainTextAsync("This product is no longer in the shop");
        await shop.Page.Keyboard.PressAsync("Escape");
        await Expect(shop.Product).ToHaveCountAsync(0);
        await shop.ResultsAsync();
    });

    [BrowserFact]
    public async Task All_pictures_of_a_product_can_be_looked_at()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string id = await api.CreateAsync(new { title = "Fruit basket", external_id = "basket", price = 10.5m, currency = "USD", attributes = new { colour = "red", organic = true } });
        await api.AddPicturesAsync(id, SampleShop.Picture("1f34e"), SampleShop.Picture("1f34c"), SampleShop.Picture("1f350"));
        await browser.VisitAsync(api.Address, async visit =>
        {
            Storefront shop = new(visit);
            await shop.OpenAsync($"/?q=fruit&product={id}");
            await Expect(shop.Product.GetByTestId("gallery-main").GetByAltText("Fruit basket, picture 1 of 3")).ToBeVisibleAsync();
            await shop.Product.GetByRole(AriaRole.Button, new() { Name = "Fruit basket, picture 3 of 3" }).ClickAsync();
            await Expect(shop.Product.GetByTestId("gallery-main").GetByAltText("Fruit basket, picture 3 of 3")).ToBeVisibleAsync();
            await Expect(shop.Product).ToContainTextAsync("$10.50");
            await Expect(shop.Product.GetByRole(AriaRole.Definition).First).ToHaveTextAsync("red");
        });
    }

    [BrowserFact]
    public Task Opening_a_result_is_told_to_the_shops_analytics() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?q=banana");
        IRequest told = await shop.Page.RunAndWaitForRequestAsync(() => shop.Cards.First.ClickAsync(), request => request.Url.EndsWith("/click", StringComparison.Ordinal));
        IResponse? answer = await told.ResponseAsync();
        Assert.Equal(202, answer!.Status);
    });
}
