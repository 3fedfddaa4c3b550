using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser.Operators;

/// <summary>Pictures that could not be had, and the way to try them again.</summary>
public sealed class FailuresTests(BrowserHost browser)
{
    [BrowserFact]
    public async Task A_product_whose_picture_cannot_be_had_is_listed_with_the_reason_and_tried_again_when_its_server_is_mended()
    {
        await using PictureServer pictures = await PictureServer.StartAsync();
        await using ApiHost api = await StartAsync();
        string cup = await api.CreateAsync(new { title = "Cup", external_id = "cup-1", image_urls = new[] { pictures.Serve("cup.webp", NotThere) } });
        string pear = await api.CreateAsync(new { title = "Pear", external_id = "pear-1", image_urls = new[] { pictures.Serve("pear.webp", NoPicture) } });
        await api.ProcessedAsync(cup);
        await api.ProcessedAsync(pear);
        await browser.VisitAsync(api.Address, async visit =>
        {
            OperatorsDesk desk = new(visit);
            await desk.OpenAsync("failures");
            await Expect(desk.Failures).ToHaveCountAsync(2);
            ILocator first = desk.Page.Locator($"[data-product='{cup}']");
            await Expect(first).ToContainTextAsync("cup-1");
            await Expect(first).ToContainTextAsync("Unreachable");
            await Expect(first).ToContainTextAsync("The server answered 404.");
            await Expect(first.GetByRole(AriaRole.Link, new() { Name = "/cup.webp" })).ToBeVisibleAsync();

            ILocator unreachable = desk.Page.GetByTestId("problems").GetByRole(AriaRole.Button, new() { Name = "Unreachable" });
            await unreachable.PressAsync("Enter");
            await Expect(desk.Failures).ToHaveCountAsync(1);
            await Expect(unreachable).ToHaveAttributeAsync("aria-pressed", "true");
            await Expect(unreachable).ToBeFocusedAsync();
            pictures.Serve("cup.webp", SampleShop.Picture("1f350"));
            await desk.Button("Retry: Cup").ClickAsync();
            await desk.SaidAsync("1 product is tried again");
            await Expect(desk.Nothing).ToContainTextAsync("No failure of this sort");
            await desk.Button("Show all").ClickAsync();
            await Expect(desk.Failures).ToHaveCountAsync(1);

            pictures.Serve("pear.webp", SampleShop.Picture("1f350"));
            await desk.Button("Retry all").ClickAsync();
            await Expect(desk.Nothing).ToContainTextAsync("Nothing failed");
            Assert.Equal("indexed", (await api.ProcessedAsync(cup)).GetProperty("index_state").GetString());
        });
    }

    [BrowserFact]
    public async Task Many_are_retried_as_the_button_says_and_once()
    {
        await using PictureServer pictures = await PictureServer.StartAsync();
        await using ApiHost api = await StartAsync();
        string cup = await api.CreateAsync(new { title = "Cup", image_urls = new[] { pictures.Serve("cup.webp", NotThere) } });
        await api.ProcessedAsync(cup);
        await api.ProcessedAsync(await api.CreateAsync(new { title = "Pear", image_urls = new[] { pictures.Serve("pear.webp", NoPicture) } }));
        await browser.VisitAsync(api.Address, async visit =>
        {
            OperatorsDesk desk = new(visit);
            TaskCompletionSource held = new();
            ConcurrentQueue<string?> sent = new();
            await desk.Page.RouteAsync("**/admin/reindex", async route =>
            {
                sent.Enqueue(route.Request.PostData);
                await held.Task;
                await route.FulfillAsync(new() { Status = StatusCodes.Status202Accepted, ContentType = "application/json", Body = $$"""{"products": {{sent.Count}}}""" });
            });
            await desk.OpenAsync("failures");
            ILocator unreachable = desk.Page.GetByTestId("problems").GetByRole(AriaRole.Button, new() { Name = "Unreachable" });
            ILocator many = desk.Page.GetByTestId("retry-all");
            await unreachable.ClickAsync();
            await Expect(many).ToHaveTextAsync("Retry those listed (1)");
            await many.ClickAsync();
            await Expect(many).ToBeDisabledAsync();
            await unreachable.ClickAsync(); // Which asks the API again, before its answer to the first.
            await Expect(desk.Failures).ToHaveCountAsync(2);
            await Expect(many).ToHaveTextAsync("Retry all");
            await Expect(many).ToBeDisabledAsync();
            Assert.Equal($$"""{"scope":"failed","product_ids":["{{cup}}"]}""", Assert.Single(sent));

            held.SetResult();
            await desk.SaidAsync("1 product is tried again");
            await many.ClickAsync();
            await desk.SaidAsync("2 products are tried again");
            Assert.Equal("""{"scope":"failed"}""", sent.Last());
        });
    }

    [BrowserFact]
    public async Task A_long_list_comes_by_pages_and_stays_while_it_is_asked_for_again()
    {
        await using PictureServer pictures = await PictureServer.StartAsync();
        await using ApiHost api = await StartAsync();
        string address = pictures.Serve("none.webp", NotThere);
        const int Products = 55;
        string last = string.Empty;
        for (int number = 0; number < Products; number++)
        {
            last = await api.CreateAsync(new { title = $"Product {number}", image_urls = new[] { $"{address}?{number}" } });
        }

        await Eventually.HoldsAsync(
            async () => (await ApiHost.JsonAsync(await api.GetAsync("/api/v1/admin/failures?limit=1"))).GetProperty("total").GetInt32(),
            total => total == Products);
        await browser.VisitAsync(api.Address, async visit =>
        {
            OperatorsDesk desk = new(visit);
            await desk.OpenAsync("failures");
            await Expect(desk.Failures).ToHaveCountAsync(50);
            await desk.Button("Show more").ClickAsync();
            await Expect(desk.Failures).ToHaveCountAsync(Products);
            int asked = desk.Asked("admin/failures");
            await desk.Button($"Retry: Product {Products - 1}").FocusAsync();
            await Eventually.HoldsAsync(() => Task.FromResult(desk.Asked("admin/failures")), now => now >= asked + 2);
            await Expect(desk.Failures).ToHaveCountAsync(Products);
            await Expect(desk.Button($"Retry: Product {Products - 1}")).ToBeFocusedAsync();
            Assert.Equal(last, await desk.Failures.First.GetAttributeAsync("data-product"));
        });
    }

    private static Task<ApiHost> StartAsync() => ApiHost.StartAsync(settings: [("Images:AllowedNetworks:0", "127.0.0.1/32"), ("Images:RetryDelay", "00:00:00.05")]);

    private static Task NotThere(HttpContext context, int times)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static Task NoPicture(HttpContext context, int times) => context.Response.WriteAsync("no picture");
}
