using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser.Operators;

/// <summary>The key of the operator: asked for, tried, kept for the tab and forgotten.</summary>
public sealed class KeyTests(BrowserHost browser)
{
    private const string OperatorsKey = "the-key-of-an-operator";
    private const string ShopsKey = "the-key-of-the-shop";

    [BrowserFact]
    public async Task A_key_is_asked_for_and_kept_for_the_tab_alone()
    {
        await using ApiHost api = await StartAsync();
        await browser.VisitAsync(api.Address, async visit =>
        {
            OperatorsDesk desk = new(visit);
            visit.Watch.Expect("status of 401");
            visit.Watch.Expect("status of 403");
            await desk.OpenAsync(state: "key");
            await Expect(desk.Page.GetByLabel("API key", new() { Exact = true })).ToBeFocusedAsync();
            await AccessibilityTests.AuditAsync(desk.Page);

            await desk.GiveKeyAsync("no key of this installation");
            await Expect(desk.Page.GetByText("This key is not known here.")).ToBeVisibleAsync();
            await desk.GiveKeyAsync(ShopsKey);
            await Expect(desk.Page.GetByText("lacks the scope admin")).ToBeVisibleAsync();
            await desk.GiveKeyAsync("ключ");
            await Expect(desk.Page.GetByText("no letters outside ASCII")).ToBeVisibleAsync();
            await desk.GiveKeyAsync(OperatorsKey);
            await desk.StateAsync("ready");
            await Expect(desk.Verdict).ToContainTextAsync("The catalogue is still empty.");

            await desk.Page.ReloadAsync();
            await desk.StateAsync("ready");
            Assert.DoesNotContain(OperatorsKey, await desk.Page.EvaluateAsync<string>("JSON.stringify(localStorage) + document.cookie + location.href"), StringComparison.Ordinal);

            IPage other = await visit.Context.NewPageAsync();
            await other.GotoAsync("/admin");
            await Expect(other.Locator("#main")).ToHaveAttributeAsync("data-state", "key");
            await other.CloseAsync();

            await desk.Button("Forget the key").ClickAsync();
            await desk.StateAsync("key");
            await desk.Page.ReloadAsync();
            await desk.StateAsync("key");
        });
    }

    [BrowserFact]
    public async Task A_key_that_is_asked_for_in_a_section_leads_back_to_it()
    {
        await using ApiHost api = await StartAsync();
        await browser.VisitAsync(api.Address, async visit =>
        {
            OperatorsDesk desk = new(visit);
            visit.Watch.Expect("status of 401");
            await desk.OpenAsync("generations", "key");
            await desk.GiveKeyAsync(OperatorsKey);
            await desk.StateAsync("ready");
            await Expect(desk.Generations).ToHaveCountAsync(1);
        });
    }

    [BrowserFact]
    public async Task A_key_that_is_refused_while_a_dialog_is_open_is_asked_for_in_its_place()
    {
        await using ApiHost api = await StartAsync();
        await browser.VisitAsync(api.Address, async visit =>
        {
            OperatorsDesk desk = new(visit);
            visit.Watch.Expect("status of 401");
            await desk.OpenAsync("generations", "key");
            await desk.GiveKeyAsync(OperatorsKey);
            await desk.StateAsync("ready");
            await desk.Page.EvaluateAsync("sessionStorage.setItem('visualsearch.admin.key', 'withdrawn')");
            await desk.Button("Check the index").ClickAsync();
            await desk.StateAsync("key");
            await Expect(desk.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
            await Expect(desk.Page.GetByLabel("API key", new() { Exact = true })).ToBeFocusedAsync();
            await desk.GiveKeyAsync(OperatorsKey);
            await desk.StateAsync("ready");
        });
    }

    [BrowserFact]
    public async Task An_installation_without_keys_says_how_to_get_one()
    {
        await using ApiHost api = await ApiHost.StartAsync("Production");
        await browser.VisitAsync(api.Address, async visit =>
        {
            OperatorsDesk desk = new(visit);
            visit.Watch.Expect("status of 403");
            await desk.OpenAsync(state: "key");
            await Expect(desk.Page.GetByText("Security:ApiKeys")).ToBeVisibleAsync();
            await Expect(desk.Button("Continue")).ToHaveCountAsync(0);
        });
    }

    private static Task<ApiHost> StartAsync() => ApiHost.StartAsync("Production", settings:
    [
        ("Security:ApiKeys:0:Name", "operator"), ("Security:ApiKeys:0:Key", OperatorsKey), ("Security:ApiKeys:0:Scopes:0", "admin"),
        ("Security:ApiKeys:1:Name", "shop"), ("Security:ApiKeys:1:Key", ShopsKey), ("Security:ApiKeys:1:Scopes:0", "write"),
    ]);
}
