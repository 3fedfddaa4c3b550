using System.Text.RegularExpressions;
using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser.Operators;

/// <summary>What an operator sees first: is the system well, what is left, who has to do something.</summary>
public sealed partial class OverviewTests(BrowserHost browser, TroubledShop troubled) : IClassFixture<TroubledShop>
{
    private static readonly string[] Sections = ["overview", "failures", "webhooks", "generations", "searches"];

    [BrowserFact]
    public Task A_shop_that_is_well_says_so_with_its_numbers() => browser.VisitShopAsync(async visit =>
    {
        OperatorsDesk desk = new(visit);
        await desk.OpenAsync();
        await Expect(desk.Verdict).ToContainTextAsync("All is well");
        await Expect(desk.Needs).ToHaveCountAsync(0);
        await Expect(desk.Tile("products")).ToContainTextAsync($"of {DemoShop.Products}, none failed");
        await Expect(desk.Tile("pictures")).ToContainTextAsync($"of {DemoShop.Products}, none failed");
        await Expect(desk.Tile("vectors")).ToContainTextAsync($"{DemoShop.Products}");
        await Expect(desk.Tile("left")).ToContainTextAsync("Searches see every change");
        await Expect(desk.Page.GetByTestId("workers").GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await Expect(desk.Page.GetByText("efficientnet-lite1-240")).ToBeVisibleAsync();
    });

    [BrowserFact]
    public Task What_needs_somebody_leads_to_where_it_can_be_done() => browser.VisitAsync(troubled.Address, async visit =>
    {
        OperatorsDesk desk = new(visit);
        await desk.OpenAsync();
        await Expect(desk.Verdict).ToContainTextAsync("2 things need you");
        await Expect(desk.Needs.Nth(0)).ToContainTextAsync("1 event of the marketplace could not be applied.");
        await Expect(desk.Needs.Nth(1)).ToContainTextAsync("1 product cannot be found by picture");
        await desk.Needs.Nth(1).GetByRole(AriaRole.Link).ClickAsync();
        await desk.StateAsync("ready");
        await Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Name = "Failures" })).ToBeFocusedAsync();
        await Expect(desk.Failures).ToHaveCountAsync(1);
        await desk.Page.GoBackAsync();
        await Expect(desk.Verdict).ToContainTextAsync("2 things need you");
    });

    [BrowserFact]
    public Task A_page_that_did_not_come_completely_is_loaded_again_by_its_link() => browser.VisitShopAsync(async visit =>
    {
        OperatorsDesk desk = new(visit);
        visit.Watch.Expect("ERR_FAILED");
        await desk.Page.RouteAsync("**/admin/js/verdict.js**", route => route.AbortAsync());
        await desk.OpenAsync("failures", "error");
        await desk.Page.UnrouteAllAsync();
        await desk.Page.GetByRole(AriaRole.Link, new() { Name = "Load it again" }).ClickAsync();
        await desk.StateAsync("ready");
        await Expect(desk.Nothing).ToContainTextAsync("Nothing failed");
    });

    [BrowserFact]
    public Task The_history_is_drawn_and_can_be_read_as_a_table() => browser.VisitAsync(troubled.Address, async visit =>
    {
        OperatorsDesk desk = new(visit);
        await desk.OpenAsync();
        ILocator history = desk.Page.GetByTestId("history");
        await Expect(history.Locator("canvas")).ToBeVisibleAsync();
        await Expect(history.GetByRole(AriaRole.Img)).ToHaveAttributeAsync("aria-label", HistoryWords());
        await history.GetByText("As a table").ClickAsync();
        await Expect(history.GetByRole(AriaRole.Row)).ToHaveCountAsync(61);
        await desk.Choice("Time range").SelectOptionAsync("360");
        await Expect(desk.Page).ToHaveURLAsync(Minutes());
        await Expect(history.Locator(".chart-summary")).ToContainTextAsync("In 6 hours");
        await desk.Page.ReloadAsync();
        await Expect(desk.Choice("Time range")).ToHaveValueAsync("360");
    });

    [BrowserTheory]
    [InlineData("ru-RU", "Операторам", "2 дела ждут вас")]
    [InlineData("ky-KG", "Операторлорго", "2 иш сизди күтөт")]
    public Task The_page_speaks_the_operators_language(string locale, string place, string verdict) => browser.VisitAsync(
        troubled.Address,
        async visit =>
        {
            OperatorsDesk desk = new(visit);
            await desk.OpenAsync();
            await Expect(desk.Page.Locator(".brand-place")).ToHaveTextAsync(place);
            await Expect(desk.Verdict).ToContainTextAsync(verdict);
        },
        new VisitOptions { Locale = locale });

    [BrowserTheory]
    [InlineData(360)]
    [InlineData(1024)]
    [InlineData(1920)]
    public Task No_section_is_wider_than_the_screen(int width) => browser.VisitAsync(
        troubled.Address,
        async visit =>
        {
            OperatorsDesk desk = new(visit);
            foreach (string section in Sections)
            {
                await desk.OpenAsync(section);
                Assert.True(await desk.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), section);
            }
        },
        new VisitOptions { Width = width, Phone = width == 360, Locale = "ru-RU" });

    [GeneratedRegex("^Indexing\\. In 1 hour: [1-9][0-9]* indexed, [0-9]+ failed\\.$")]
    private static partial Regex HistoryWords();

    [GeneratedRegex("#overview\\?minutes=360$")]
    private static partial Regex Minutes();
}
