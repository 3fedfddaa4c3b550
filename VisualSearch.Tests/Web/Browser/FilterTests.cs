using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser;

public sealed class FilterTests(BrowserHost browser)
{
    [BrowserFact]
    public Task A_category_narrows_a_picture_search_and_its_chip_takes_it_away_again() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await shop.SearchByPictureAsync();
        ILocator vegetables = await shop.CategoryAsync("food/vegetables");
        await vegetables.CheckAsync();
        await shop.AddressHasAsync("category=food%2Fvegetables");
        await Expect(shop.Cards).ToHaveCountAsync(17);
        await Expect(shop.Page.GetByTestId("count")).ToHaveTextAsync("17 products");
        // The answer to the choice comes with the focus still where the choice was made.
        await Expect(vegetables).ToBeFocusedAsync();
        await shop.Button("Remove the filter: Food › Vegetables").ClickAsync();
        await Expect(vegetables).Not.ToBeCheckedAsync();
        await shop.ResultsAsync();
        await shop.FirstIsAsync(await shop.IdOfAsync(Storefront.Wanted));
    });

    [BrowserFact]
    public Task Two_categories_give_the_products_of_both() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?q=food&category=food/fruit&category=kitchen");
        await Expect(shop.Page.GetByTestId("filter-category").Locator("input:checked")).ToHaveCountAsync(2);
        await Expect(shop.Button("Clear all filters").First).ToBeVisibleAsync();
        await shop.Button("Clear all filters").First.ClickAsync();
        await shop.AddressHasAsync("[?]q=food$");
        await Expect(shop.Page.GetByTestId("filter-category").Locator("input:checked")).ToHaveCountAsync(0);
    });

    [BrowserFact]
    public Task The_counts_are_those_of_the_catalogue() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?category=transport");
        JsonElement facets = await shop.AskAsync("/api/v1/products/facets?category=transport");
        int inStock = facets.GetProperty("in_stock").GetInt32();
        Assert.InRange(inStock, 1, 49);
        await Expect(shop.Page.GetByTestId("filter-stock").Locator(".option-count")).ToHaveTextAsync(inStock.ToString(CultureInfo.InvariantCulture));
        await Expect(shop.Page.GetByTestId("filter-category").Locator("label").Filter(new() { HasText = "Transport" }).Locator(".option-count")).ToHaveTextAsync("50");
        await shop.Page.GetByTestId("filter-stock").GetByRole(AriaRole.Checkbox).CheckAsync();
        await shop.AddressHasAsync("in_stock=true");
        await Expect(shop.Page.GetByTestId("count")).ToHaveTextAsync($"{inStock} products");
    });

    [BrowserFact]
    public Task A_price_range_leaves_only_products_within_it() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await shop.SearchByPictureAsync();
        await shop.Page.GetByLabel("Price from").FillAsync("2000");
        await shop.Page.GetByLabel("Price from").PressAsync("Enter");
        await shop.AddressHasAsync("price_min=2000");
        await shop.Page.GetByLabel("Price to").FillAsync("3000");
        await shop.Page.GetByLabel("Price to").PressAsync("Enter");
        await shop.AddressHasAsync("price_max=3000");
        await Expect(shop.Page.Locator(".chip")).ToHaveCountAsync(1);
        await shop.ResultsAsync();
        decimal[] prices = await shop.Cards.Locator(".card-price").EvaluateAllAsync<decimal[]>("all => all.map(price => Number(price.textContent.replaceAll(/[^0-9.]/g, '')))");
        Assert.NotEmpty(prices);
        Assert.All(prices, price => Assert.InRange(price, 2000, 3000));
    });

    [BrowserFact]
    public Task A_range_the_wrong_way_round_is_turned_and_what_is_no_price_is_marked() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?q=hat&price_max=3000");
        ILocator from = shop.Page.GetByLabel("Price from");
        await from.FillAsync("cheap");
        await from.PressAsync("Enter");
        await Expect(from).ToHaveAttributeAsync("aria-invalid", "true");
        await from.FillAsync("9000");
        await from.PressAsync("Enter");
        await shop.AddressHasAsync("price_min=3000&price_max=9000");
    });

    [BrowserFact]
    public Task What_is_being_typed_as_a_price_is_left_alone_when_the_counts_come() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        TaskCompletionSource typed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await shop.Page.RouteAsync("**/products/facets**", async route =>
        {
            await typed.Task;
            await route.ContinueAsync();
        });
        await shop.OpenAsync("/?q=hat");
        await shop.ResultsAsync();
        ILocator from = shop.Page.GetByLabel("Price from");
        await from.FillAsync("90");
        typed.SetResult();
        await Expect(shop.Page.GetByTestId("filter-stock").Locator(".option-count")).ToBeVisibleAsync();
        await Expect(from).ToHaveValueAsync("90");
        await Expect(from).ToBeFocusedAsync();
        Assert.DoesNotContain("price_min", shop.Page.Url, StringComparison.Ordinal);
        await from.PressSequentiallyAsync("00");
        await from.PressAsync("Enter");
        await shop.AddressHasAsync("price_min=9000");
    });

    [BrowserFact]
    public Task On_a_phone_the_filters_are_a_sheet() => browser.VisitShopAsync(
        async visit =>
        {
            Storefront shop = new(visit);
            await shop.OpenAsync("/?q=fruit");
            await shop.Button("Filters").TapAsync();
            ILocator sheet = shop.Dialog("Filters");
            await sheet.Locator("input[value='food/fruit']").CheckAsync();
            await shop.AddressHasAsync("category=food%2Ffruit");
            await sheet.GetByRole(AriaRole.Button, new() { Name = "Show products" }).TapAsync();
            await Expect(sheet).ToHaveCountAsync(0);
            await Expect(shop.Button("Filters: 1")).ToBeVisibleAsync();
            await shop.ResultsAsync();
        },
        VisitOptions.OnPhone);
}
