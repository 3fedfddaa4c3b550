using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser;

/// <summary>The grid: similar products, order, more of it, and the ways back to it.</summary>
public sealed class ResultsTests(BrowserHost browser)
{
    [BrowserFact]
    public Task Similar_products_of_a_card_leave_the_product_itself_out() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        string id = await shop.IdOfAsync(Storefront.Wanted);
        await shop.OpenAsync("/?q=banana");
        await shop.ResultsAsync();
        await shop.FirstIsAsync(id);
        await shop.Cards.First.GetByRole(AriaRole.Link, new() { Name = "Products similar to “banana”" }).ClickAsync();
        await shop.AddressHasAsync($"[?]similar={id}$");
        await Expect(shop.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Similar products");
        await shop.ResultsAsync();
        Assert.DoesNotContain(id, await shop.ShownAsync());
        await Expect(shop.Page.GetByTestId("asked")).ToContainTextAsync("banana");
        await Expect(shop.Cards.First.GetByTestId("similarity")).ToContainTextAsync("%");
    });

    [BrowserTheory]
    [InlineData("price_up")]
    [InlineData("price_down")]
    public Task Sorting_orders_the_closest_products_by_price(string order) => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?q=fruit");
        await shop.ResultsAsync();
        await shop.Page.GetByLabel("Sort").SelectOptionAsync(order);
        await shop.AddressHasAsync($"sort={order}");
        await Expect(shop.Page.Locator(".note").Filter(new() { HasText = "Sorted by price" })).ToBeVisibleAsync();
        await shop.ResultsAsync();
        decimal[] prices = await shop.Cards.Locator(".card-price").EvaluateAllAsync<decimal[]>("all => all.map(price => Number(price.textContent.replaceAll(/[^0-9.]/g, '')))");
        Assert.True(prices.Length > 5);
        Assert.Equal(order == "price_up" ? prices.Order() : prices.OrderDescending(), prices);
    });

    [BrowserFact]
    public Task More_comes_on_the_way_down_and_Back_returns_to_the_place() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?in_stock=true");
        await Expect(shop.Cards).ToHaveCountAsync(24);
        await shop.Cards.Last.ScrollIntoViewIfNeededAsync();
        await Expect(shop.Cards.Nth(24)).ToBeAttachedAsync();
        await shop.Cards.Nth(40).ScrollIntoViewIfNeededAsync();
        ILocator away = shop.Cards.Nth(40).GetByRole(AriaRole.Link, new() { Name = "Products similar to" });
        int before = await shop.Page.EvaluateAsync<int>("Math.round(scrollY)");
        Assert.True(before > 500);
        IReadOnlyList<string> shown = await shop.ShownAsync();
        await away.ClickAsync();
        await shop.AddressHasAsync("similar=");
        await shop.ResultsAsync();
        Assert.Equal(0, await shop.Page.EvaluateAsync<int>("scrollY"));

        await shop.Page.GoBackAsync();
        await shop.AddressHasAsync("[?]in_stock=true$");
        await Expect(shop.Cards.First).ToHaveAttributeAsync("data-product", shown[0]);
        await Expect(shop.Cards.Nth(40)).ToBeInViewportAsync();
        Assert.Equal(shown, (await shop.ShownAsync()).Take(shown.Count));
        Assert.InRange(await shop.Page.EvaluateAsync<int>("Math.round(scrollY)"), before - 2, before + 2);
    });

    [BrowserFact]
    public Task A_reload_returns_to_the_place_too() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?in_stock=true");
        await shop.Cards.Last.ScrollIntoViewIfNeededAsync();
        await shop.Cards.Nth(40).ScrollIntoViewIfNeededAsync();
        string id = (await shop.Cards.Nth(40).GetAttributeAsync("data-product"))!;
        await shop.Page.ReloadAsync();
        await Expect(shop.Cards.Nth(40)).ToHaveAttributeAsync("data-product", id);
        await Expect(shop.Cards.Nth(40)).ToBeInViewportAsync();
    });

    [BrowserFact]
    public Task No_product_comes_twice_however_far_down() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?category=transport");
        for (int shown = 24; shown < 50; shown += 24)
        {
            await Expect(shop.Cards.Nth(shown - 1)).ToBeAttachedAsync();
            await shop.Cards.Nth(shown - 1).ScrollIntoViewIfNeededAsync();
        }

        await Expect(shop.Cards).ToHaveCountAsync(50);
        await Expect(shop.Button("Show more")).ToBeHiddenAsync();
        IReadOnlyList<string> all = await shop.ShownAsync();
        Assert.Equal(all.Distinct(), all);
    });

    [BrowserFact]
    public Task An_address_copied_into_another_page_shows_the_same_search() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await shop.SearchByPictureAsync();
        await (await shop.CategoryAsync("food/fruit")).CheckAsync();
        await shop.AddressHasAsync("category=food%2Ffruit");
        await Expect(shop.Cards).ToHaveCountAsync(19);
        IReadOnlyList<string> shown = await shop.ShownAsync();

        IPage copy = await visit.Context.NewPageAsync();
        await copy.GotoAsync(shop.Page.Url);
        ILocator cards = copy.GetByTestId("grid").GetByTestId("card");
        await Expect(cards).ToHaveCountAsync(shown.Count);
        Assert.Equal(shown, await cards.EvaluateAllAsync<string[]>("cards => cards.map(card => card.dataset.product)"));
        await Expect(copy.GetByAltText("The picture you search with")).ToBeVisibleAsync();
        await Expect(copy.GetByTestId("filter-category").Locator("input[value='food/fruit']")).ToBeCheckedAsync();
    });
}
