using System.Text.Json;
using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser.Operators;

/// <summary>What was searched, found and opened.</summary>
public sealed class SearchesTests(BrowserHost browser)
{
    [BrowserFact]
    public async Task Searches_show_up_with_what_was_opened_and_what_found_nothing()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await api.CreateAsync(new { title = "Banana" });
        await browser.VisitAsync(api.Address, async visit =>
        {
            OperatorsDesk desk = new(visit);
            await desk.OpenAsync("searches");
            await Expect(desk.Nothing).ToContainTextAsync("No searches in this time");

            JsonElement found = await SearchAsync(api, "banana");
            await SearchAsync(api, "  BANANA ");
            await SearchAsync(api, "qqzzxx");
            await api.PostAsync($"/api/v1/search/{found.GetProperty("search_id").GetString()}/click", new { product_id = found.GetProperty("results")[0].GetProperty("product_id").GetString(), position = 0 });
            await Eventually.HoldsAsync(
                async () => await ApiHost.JsonAsync(await api.GetAsync("/api/v1/admin/searches")),
                report => report.GetProperty("searches").GetInt32() == 3 && report.GetProperty("clicked_searches").GetInt32() == 1);

            await desk.Choice("Time range").SelectOptionAsync(new SelectOptionValue { Label = "Last 1 hour" });
            await Expect(desk.Tile("count")).ToContainTextAsync("3");
            await Expect(desk.Tile("clicks")).ToContainTextAsync("33%");
            await Expect(desk.Tile("without")).ToContainTextAsync("1");
            await Expect(desk.Tile("median")).ToContainTextAsync("ms");
            ILocator top = desk.Page.GetByTestId("top-queries").GetByRole(AriaRole.Row).Nth(1);
            await Expect(top.GetByRole(AriaRole.Rowheader)).ToHaveTextAsync("banana");
            await Expect(top.GetByRole(AriaRole.Cell)).ToHaveTextAsync(["2", "50%", "0", "1"]);
            await Expect(desk.Page.GetByTestId("queries-without-results")).ToContainTextAsync("qqzzxx");
            await Expect(desk.Page.GetByTestId("searches-chart").Locator("canvas")).ToBeVisibleAsync();
            await Expect(desk.Page.GetByTestId("latency-chart").Locator("canvas")).ToBeVisibleAsync();
            await Expect(desk.Page.GetByTestId("searches-chart").GetByRole(AriaRole.Img)).ToHaveAttributeAsync("aria-label", "How many. 3 searches in 1 hour, 1 without results.");

            await desk.Choice("Kind").SelectOptionAsync("image");
            await Expect(desk.Nothing).ToContainTextAsync("No searches in this time");
            await desk.Page.ReloadAsync();
            await Expect(desk.Choice("Kind")).ToHaveValueAsync("image");
        });
    }

    private static async Task<JsonElement> SearchAsync(ApiHost api, string words)
    {
        using HttpResponseMessage response = await api.PostAsync("/api/v1/search/by-text", new { query = words, limit = 5 });
        return await ApiHost.JsonAsync(response);
    }
}
