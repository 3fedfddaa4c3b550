using System.Text.RegularExpressions;
using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser.Operators;

/// <summary>The inbox, and applying again what failed.</summary>
public sealed partial class WebhooksTests(BrowserHost browser)
{
    [BrowserFact]
    public async Task An_event_that_failed_is_found_read_and_replayed()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await TroubledShop.ReceiveFailingAsync(api, "evt_1", "chair-3", "Chair");
        await ApiHost.JsonAsync(await api.PostAsync("/api/v1/webhooks/test", new { event_id = "evt_2", @event = "product.created", data = new { external_id = "lamp-9", title = "Lamp" } }), System.Net.HttpStatusCode.Accepted);
        await browser.VisitAsync(api.Address, async visit =>
        {
            OperatorsDesk desk = new(visit);
            await desk.OpenAsync();
            await desk.Needs.GetByRole(AriaRole.Link).ClickAsync();
            await Expect(desk.Choice("Status")).ToHaveValueAsync("failed");
            await Expect(desk.Events).ToHaveCountAsync(1);
            await Expect(desk.Events.First).ToContainTextAsync("SqliteException");
            await desk.Events.First.GetByText("Details").ClickAsync();
            await Expect(desk.Events.First).ToContainTextAsync("evt_1");
            await desk.Button("Replay event evt_1").ClickAsync();
            await desk.SaidAsync("The event was applied");
            await Expect(desk.Nothing).ToContainTextAsync("No event failed");
            await desk.Button("Show all").ClickAsync();
            await Expect(desk.Events).ToHaveCountAsync(2);
            await Expect(desk.Events.Filter(new() { HasText = "chair-3" })).ToContainTextAsync("applied");
            Assert.Equal("Chair", (await ApiHost.JsonAsync(await api.GetAsync("/api/v1/products/ext:chair-3"))).GetProperty("title").GetString());
        });
    }

    [BrowserFact]
    public async Task A_range_is_replayed_after_saying_which()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        foreach ((string id, string product) in new[] { ("evt_1", "a"), ("evt_2", "b"), ("evt_3", "b") })
        {
            await ApiHost.JsonAsync(await api.PostAsync("/api/v1/webhooks/test", new { event_id = id, @event = "product.updated", data = new { external_id = product, title = id } }), System.Net.HttpStatusCode.Accepted);
        }

        await browser.VisitAsync(api.Address, async visit =>
        {
            OperatorsDesk desk = new(visit);
            await desk.OpenAsync("webhooks");
            await Expect(desk.Events).ToHaveCountAsync(3);
            await desk.Page.GetByPlaceholder("External id of a product").FillAsync("b");
            await desk.Page.Keyboard.PressAsync("Enter");
            await Expect(desk.Events).ToHaveCountAsync(2);
            await desk.Page.GetByTestId("replay-many").ClickAsync();
            ILocator dialog = desk.Dialog("Replay events");
            await Expect(dialog.GetByLabel("External id")).ToHaveValueAsync("b");
            await dialog.GetByLabel("External id").FillAsync(string.Empty);
            await dialog.GetByLabel("Status").SelectOptionAsync("");
            await desk.Sure.ClickAsync();
            await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Say which events");
            await dialog.GetByLabel("External id").FillAsync("b");
            await desk.Sure.ClickAsync();
            await Expect(desk.Page.GetByTestId("replay-progress")).ToHaveTextAsync(TwoEvents());
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).First.ClickAsync();
            await Expect(dialog).ToBeHiddenAsync();
            Assert.Equal(1, desk.Asked("admin/webhooks/replay", "POST"));
        });
    }

    [GeneratedRegex("^2 events: [0-9] applied, [0-9] outdated, 0 failed$")]
    private static partial Regex TwoEvents();
}
