using System.Text.Json.Nodes;
using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser.Operators;

/// <summary>Changing the model of a shop from the page.</summary>
public sealed class GenerationsTests(BrowserHost browser)
{
    [BrowserFact]
    public async Task A_generation_is_started_compared_switched_to_rolled_back_from_and_dropped_each_after_a_question()
    {
        using TwoModels models = new();
        await using ApiHost api = await ApiHost.StartAsync(settings: models.Settings);
        await api.AddPicturesAsync(await api.CreateAsync(new { title = "ball" }), SampleShop.Picture("26bd"));
        await api.AddPicturesAsync(await api.CreateAsync(new { title = "pear" }), SampleShop.Picture("1f350"));
        await browser.VisitAsync(api.Address, async visit =>
        {
            OperatorsDesk desk = new(visit);
            await desk.OpenAsync("generations");
            await Expect(desk.Generations).ToHaveCountAsync(1);
            await Expect(desk.Generations.First).ToContainTextAsync("active");
            await Expect(desk.Button("Roll back")).ToBeDisabledAsync();

            await desk.Button("Start a generation").ClickAsync();
            await desk.Field("Model").FillAsync("no-such-model");
            visit.Watch.Expect("status of 422");
            await desk.Page.Keyboard.PressAsync("Enter");
            await Expect(desk.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This model is not present.");
            await desk.Field("Model").FillAsync(TwoModels.Other);
            await desk.Sure.ClickAsync();
            await desk.SaidAsync($"{TwoModels.Other} is being filled");
            ILocator other = desk.Generations.Filter(new() { HasText = TwoModels.Other });
            await Expect(other.Locator(".badge")).ToHaveTextAsync("complete");
            await Expect(other).ToContainTextAsync("2 of 2 products taken in");
            await AccessibilityTests.AuditAsync(desk.Page);

            await other.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();
            await Expect(desk.Dialog($"How alike {TwoModels.Other} answers")).ToContainTextAsync("of the first ten results are the same");
            await desk.Page.Keyboard.PressAsync("Escape");

            await other.GetByRole(AriaRole.Button, new() { Name = "Switch to it" }).ClickAsync();
            await desk.Page.RouteAsync("**/admin/generations", async route => await route.FulfillAsync(new() { Body = (await (await route.FetchAsync()).TextAsync()).Replace("\"put_off\":0", "\"put_off\":7", StringComparison.Ordinal), ContentType = "application/json" }));
            await Expect(other).ToContainTextAsync("7 will be tried again");
            await desk.Button("Cancel").ClickAsync();
            await Expect(other.GetByRole(AriaRole.Button, new() { Name = "Switch to it" })).ToBeFocusedAsync();
            await desk.Page.UnrouteAllAsync();
            Assert.DoesNotContain(visit.Watch.Requests, request => request.Url.Contains("/switch", StringComparison.Ordinal));
            await other.GetByRole(AriaRole.Button, new() { Name = "Switch to it" }).ClickAsync();
            await AccessibilityTests.AuditAsync(desk.Page);
            await desk.Sure.ClickAsync();
            await Expect(desk.Generations.First).ToContainTextAsync(TwoModels.Other);
            await Expect(other.Locator(".badge")).ToHaveTextAsync("active");

            await desk.Button("Roll back").ClickAsync();
            await desk.Sure.ClickAsync();
            await desk.SaidAsync($"Searches use {TwoModels.Bundled} again");
            await Expect(desk.Generations.First).ToContainTextAsync(TwoModels.Bundled);

            await other.GetByRole(AriaRole.Button, new() { Name = "Drop" }).ClickAsync();
            await Expect(desk.Dialog($"Drop {TwoModels.Other}?")).ToContainTextAsync("This cannot be taken back");
            await desk.Sure.ClickAsync();
            await Expect(desk.Generations).ToHaveCountAsync(1);
        });
    }

    [BrowserFact]
    public Task What_runs_keeps_its_dialog_until_its_outcome_is_told() => browser.VisitShopAsync(async visit =>
    {
        OperatorsDesk desk = new(visit);
        TaskCompletionSource held = new();
        await desk.Page.RouteAsync("**/admin/generations/rollback", async route =>
        {
            await held.Task;
            await route.FulfillAsync(new() { Status = 409, ContentType = "application/problem+json", Body = """{"title": "None", "code": "no_generation_before", "status": 409}""" });
        });
        await desk.Page.RouteAsync("**/admin/generations", async route => await route.FulfillAsync(new() { Json = await TwiceAsync(route) }));
        await desk.OpenAsync();
        await desk.Page.GetByRole(AriaRole.Link, new() { Name = "Generations" }).ClickAsync();
        await desk.Button("Roll back").ClickAsync();
        ILocator dialog = desk.Dialog("Go back to the generation before?");
        await desk.Sure.ClickAsync();
        await Expect(desk.Sure).ToBeDisabledAsync();
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeDisabledAsync();
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Close" })).ToBeDisabledAsync();
        await desk.Page.Keyboard.PressAsync("Escape");
        await desk.Page.Keyboard.PressAsync("Escape");
        await desk.Page.Mouse.ClickAsync(5, 5);
        await desk.Page.GoBackAsync();
        await Expect(desk.Verdict).ToContainTextAsync("All is well");
        await Expect(dialog).ToBeVisibleAsync();

        visit.Watch.Expect("status of 409");
        held.SetResult();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("There is no generation to go back to.");
        await Expect(desk.Sure).ToBeFocusedAsync();
        Assert.Equal(1, desk.Asked("admin/generations/rollback", "POST"));
        await desk.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToBeHiddenAsync();
    });

    [BrowserFact]
    public Task The_index_is_compared_with_the_catalogue() => browser.VisitShopAsync(async visit =>
    {
        OperatorsDesk desk = new(visit);
        await desk.OpenAsync("generations");
        await desk.Button("Check the index").ClickAsync();
        await Expect(desk.Dialog("Vector index and catalogue")).ToContainTextAsync("They are the same.");
        await Expect(desk.Dialog("Vector index and catalogue").GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync($"{DemoShop.Products}");
    });

    /// <summary>The list of generations as if there were one more.</summary>
    private static async Task<JsonNode> TwiceAsync(IRoute route)
    {
        JsonNode answer = JsonNode.Parse(await (await route.FetchAsync()).TextAsync())!;
        JsonNode other = answer["items"]![0]!.DeepClone();
        other["generation_id"] = "another";
        other["active"] = false;
        answer["items"]!.AsArray().Add(other);
        return answer;
    }
}
