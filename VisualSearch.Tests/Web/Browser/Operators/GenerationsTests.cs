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
            await desk.Button("Cancel").ClickAsync();
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
    public Task The_index_is_compared_with_the_catalogue() => browser.VisitShopAsync(async visit =>
    {
        OperatorsDesk desk = new(visit);
        await desk.OpenAsync("generations");
        await desk.Button("Check the index").ClickAsync();
        await Expect(desk.Dialog("Vector index and catalogue")).ToContainTextAsync("They are the same.");
        await Expect(desk.Dialog("Vector index and catalogue").GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync($"{DemoShop.Products}");
    });
}
