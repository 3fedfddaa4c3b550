using System.Text.Json.Nodes;
using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser.Operators;

/// <summary>How the page stays up to date: while somebody looks, quietly, and through an API that goes away.</summary>
public sealed class WatchingTests(BrowserHost browser)
{
    private const string Status = "admin/status";

    /// <summary>Between two questions, in milliseconds, with room for rounding.</summary>
    private const int Step = 5100;

    [BrowserFact]
    public Task Nothing_is_asked_while_nobody_looks() => browser.VisitShopAsync(async visit =>
    {
        OperatorsDesk desk = new(visit);
        await desk.Page.Clock.InstallAsync();
        await desk.OpenAsync();
        await desk.Page.Clock.RunForAsync(Step);
        await AskedAsync(desk, 2);

        await LookAsync(desk, away: true);
        await desk.Page.Clock.RunForAsync(20 * Step);
        Assert.Equal(2, desk.Asked(Status));
        await LookAsync(desk, away: false);
        await AskedAsync(desk, 3);
    });

    [BrowserFact]
    public Task An_api_that_goes_away_is_told_and_found_again_by_itself() => browser.VisitShopAsync(async visit =>
    {
        OperatorsDesk desk = new(visit);
        await desk.OpenAsync();
        visit.Watch.Expect("ERR_FAILED");
        await desk.Page.RouteAsync("**/api/v1/**", route => route.AbortAsync());
        await Expect(desk.Connection).ToContainTextAsync("The API does not answer.");
        await Expect(desk.Tile("products")).ToContainTextAsync($"of {DemoShop.Products}");
        await AccessibilityTests.AuditAsync(desk.Page);
        await desk.Page.UnrouteAllAsync();
        await Expect(desk.Connection).ToBeHiddenAsync();
    });

    [BrowserFact]
    public Task An_answer_that_cannot_be_shown_is_told_and_does_not_end_the_watching() => browser.VisitShopAsync(async visit =>
    {
        OperatorsDesk desk = new(visit);
        visit.Watch.Expect("TypeError");
        await AnswerAsync(desk, facts => facts["products"] = null);
        await visit.OpenAsync("/admin");
        await Expect(desk.Connection).ToContainTextAsync("This page could not show what the API answered.");
        await desk.Page.UnrouteAllAsync();
        await Expect(desk.Verdict).ToContainTextAsync("All is well");
        await Expect(desk.Connection).ToBeHiddenAsync();
    });

    [BrowserFact]
    public Task A_dependency_that_is_away_is_named() => browser.VisitShopAsync(async visit =>
    {
        OperatorsDesk desk = new(visit);
        visit.Watch.Expect("status of 503");
        await desk.Page.RouteAsync("**/admin/failures**", route => route.FulfillAsync(new() { Status = 503, ContentType = "application/problem+json", Body = """{"title": "The catalogue is away", "code": "catalogue_unavailable", "status": 503, "detail": "Postgres does not answer."}""" }));
        await visit.OpenAsync("/admin#failures");
        await Expect(desk.Connection).ToContainTextAsync("Postgres does not answer.");
        await desk.Page.UnrouteAllAsync();
        await Expect(desk.Nothing).ToContainTextAsync("Nothing failed");
        await Expect(desk.Connection).ToBeHiddenAsync();
    });

    [BrowserFact]
    public Task Numbers_that_change_move_nothing() => browser.VisitShopAsync(async visit =>
    {
        OperatorsDesk desk = new(visit);
        await desk.OpenAsync();
        await Expect(desk.Page.GetByTestId("history").Locator("canvas")).ToBeVisibleAsync();
        float[] before = await PlacesAsync(desk);
        await AnswerAsync(desk, facts =>
        {
            facts["products"]!["indexed"] = 253;
            facts["products"]!["pending"] = 200;
            facts["lag_seconds"] = 34.5;
            facts["oldest_pending_at"] = "2026-01-01T00:00:00Z";
            facts["seconds_left"] = 75;
            facts["throughput"] = new JsonObject { ["products_per_second"] = 2.7, ["pictures_per_second"] = 2.7 };
            facts["queue"] = new JsonObject { ["waiting"] = 180, ["taken"] = 20, ["oldest_age_seconds"] = 34.5 };
        });
        await Expect(desk.Verdict).ToContainTextAsync("200 products are left, about 1 min 15 s.");
        await Expect(desk.Tile("queue")).ToContainTextAsync("180 wait");
        Assert.Equal(before, await PlacesAsync(desk));
        await AccessibilityTests.AuditAsync(desk.Page);
    });

    [BrowserFact]
    public Task What_stands_still_is_told_as_such() => browser.VisitShopAsync(async visit =>
    {
        OperatorsDesk desk = new(visit);
        await AnswerAsync(desk, facts =>
        {
            facts["products"]!["pending"] = 3;
            facts["lag_seconds"] = 3700;
            facts["oldest_pending_at"] = "2026-01-01T00:00:00Z";
            facts["throughput"] = new JsonObject { ["products_per_second"] = 0, ["pictures_per_second"] = 0 };
            facts["queue"] = null;
            facts["workers"] = new JsonArray();
        });
        await desk.OpenAsync();
        await Expect(desk.Verdict).ToContainTextAsync("Indexing stands still");
        await Expect(desk.Needs).ToHaveCountAsync(3);
        await Expect(desk.Needs.Nth(1)).ToContainTextAsync("3 products wait for 1 h 1 min");
        await Expect(desk.Tile("queue")).ToContainTextAsync("Away");
    });

    [BrowserFact]
    public Task Beside_another_generation_standing_still_is_what_was_seen_not_to_move() => browser.VisitShopAsync(async visit =>
    {
        OperatorsDesk desk = new(visit);
        string oldest = "2026-01-01T00:00:00Z";
        await desk.Page.Clock.InstallAsync();
        await AnswerAsync(desk, facts =>
        {
            facts["products"]!["pending"] = 3;
            facts["lag_seconds"] = 3700;
            facts["oldest_pending_at"] = oldest;
            facts["seconds_left"] = null;
            facts["throughput"] = new JsonObject { ["products_per_second"] = 2.7, ["pictures_per_second"] = 2.7 };
        });
        await desk.OpenAsync();
        await Expect(desk.Verdict).ToContainTextAsync("3 products are left. Another generation is filled as well");
        await Expect(desk.Tile("left")).ToContainTextAsync("beside another generation, oldest 1 h 1 min");
        await Expect(desk.Needs).ToHaveCountAsync(0);

        await desk.Page.Clock.FastForwardAsync(25 * Step);
        await Expect(desk.Verdict).ToContainTextAsync("Indexing stands still");
        await Expect(desk.Needs).ToContainTextAsync("3 products wait for 1 h 1 min");

        oldest = "2026-01-01T00:00:05Z";
        await desk.Page.Clock.FastForwardAsync(Step);
        await Expect(desk.Needs).ToHaveCountAsync(0);
    });

    [BrowserFact]
    public Task Many_pictures_that_are_put_off_are_told_and_alarm_nobody() => browser.VisitShopAsync(async visit =>
    {
        OperatorsDesk desk = new(visit);
        await AnswerAsync(desk, facts => facts["pictures"]!["put_off"] = 40);
        await desk.OpenAsync();
        await Expect(desk.Verdict).ToContainTextAsync("All is well");
        await Expect(desk.Needs).ToContainTextAsync("40 pictures could not be had so far; they are tried again by themselves.");
        await AccessibilityTests.AuditAsync(desk.Page);
        await desk.Needs.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(desk.Choice("Which failures")).ToHaveValueAsync("false");
    });

    /// <summary>From now on the API's answer comes changed.</summary>
    private static Task<IAsyncDisposable> AnswerAsync(OperatorsDesk desk, Action<JsonNode> change) => desk.Page.RouteAsync("**/api/v1/admin/status**", async route =>
    {
        JsonNode facts = JsonNode.Parse(await (await route.FetchAsync()).TextAsync())!;
        change(facts);
        await route.FulfillAsync(new() { Json = facts });
    });

    private static Task<int> AskedAsync(OperatorsDesk desk, int times) => Eventually.HoldsAsync(() => Task.FromResult(desk.Asked(Status)), asked => asked == times);

    /// <summary>The tab goes to the background, or comes back, as far as a page can tell.</summary>
    private static Task<bool> LookAsync(OperatorsDesk desk, bool away) => desk.Page.EvaluateAsync<bool>(
        "away => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => away }); document.dispatchEvent(new Event('visibilitychange')); return document.hidden; }",
        away);

    private static async Task<float[]> PlacesAsync(OperatorsDesk desk)
    {
        List<float> places = [];
        foreach (ILocator part in await desk.Page.Locator("#main section, #main .tile, #main canvas").AllAsync())
        {
            LocatorBoundingBoxResult box = (await part.BoundingBoxAsync())!;
            places.AddRange([box.X, box.Y, box.Width, box.Height]);
        }

        Assert.NotEmpty(places);
        return [.. places];
    }
}
