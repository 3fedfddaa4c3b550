using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser.Operators;

/// <summary>An audit by axe-core of every section, and the ways of whoever has no mouse.</summary>
public sealed class OperatorsAccessibilityTests(BrowserHost browser, TroubledShop troubled) : IClassFixture<TroubledShop>
{
    private static readonly Dictionary<string, Func<OperatorsDesk, Task>> States = new()
    {
        ["overview"] = async desk =>
        {
            await desk.OpenAsync();
            await desk.Page.GetByTestId("history").GetByText("As a table").ClickAsync();
        },
        ["failures"] = desk => desk.OpenAsync("failures"),
        ["no failure of a sort"] = desk => desk.OpenAsync("failures?problem=corrupt"),
        ["webhooks"] = async desk =>
        {
            await desk.OpenAsync("webhooks");
            await desk.Events.First.GetByText("Details").ClickAsync();
        },
        ["replay"] = async desk =>
        {
            await desk.OpenAsync("webhooks");
            await desk.Page.GetByTestId("replay-many").ClickAsync();
        },
        ["generations"] = desk => desk.OpenAsync("generations"),
        ["start of a generation"] = async desk =>
        {
            await desk.OpenAsync("generations");
            await desk.Button("Start a generation").ClickAsync();
        },
        ["searches"] = async desk =>
        {
            await desk.OpenAsync("searches");
            await Expect(desk.Page.GetByTestId("searches-chart").Locator("canvas")).ToBeVisibleAsync();
        },
    };

    public static TheoryData<string> Named => [.. States.Keys];

    [BrowserTheory]
    [MemberData(nameof(Named))]
    public Task Axe_finds_no_violation_in(string state) => browser.VisitAsync(
        troubled.Address,
        async visit =>
        {
            OperatorsDesk desk = new(visit);
            await States[state](desk);
            await AccessibilityTests.AuditAsync(desk.Page);
        },
        VisitOptions.OnWideScreen,
        name: "Axe operators " + state);

    [BrowserFact]
    public Task Everything_is_reached_by_keys_and_the_focus_comes_back_from_a_dialog() => browser.VisitAsync(troubled.Address, async visit =>
    {
        OperatorsDesk desk = new(visit);
        await desk.OpenAsync();
        await desk.Page.Keyboard.PressAsync("Tab");
        await desk.Page.Keyboard.PressAsync("Enter");
        await Expect(desk.Page.Locator("#main")).ToBeFocusedAsync();
        await Expect(desk.Verdict).ToBeVisibleAsync();
        await desk.Page.GetByRole(AriaRole.Navigation, new() { Name = "Sections" }).GetByRole(AriaRole.Link, new() { Name = "Generations" }).PressAsync("Enter");
        await Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Name = "Generations" })).ToBeFocusedAsync();
        await desk.StateAsync("ready");
        await desk.Button("Start a generation").PressAsync("Enter");
        await Expect(desk.Field("Model")).ToBeFocusedAsync();
        await desk.Page.Keyboard.PressAsync("Escape");
        await Expect(desk.Button("Start a generation")).ToBeFocusedAsync();
    });

    [BrowserFact]
    public Task The_theme_that_was_chosen_colours_the_charts_too() => browser.VisitAsync(troubled.Address, async visit =>
    {
        OperatorsDesk desk = new(visit);
        await desk.OpenAsync();
        ILocator canvas = desk.Page.GetByTestId("history").Locator("canvas");
        await Expect(canvas).ToBeVisibleAsync();
        string light = await canvas.EvaluateAsync<string>("canvas => canvas.toDataURL()");
        await desk.Button("Dark theme").ClickAsync();
        await Eventually.HoldsAsync(() => canvas.EvaluateAsync<string>("canvas => canvas.toDataURL()"), dark => dark != light);
    });
}
