using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser;

/// <summary>What is shown when a search cannot be answered, and the way on from there.</summary>
public sealed class FailureStateTests(BrowserHost browser)
{
    [BrowserFact]
    public Task A_file_that_is_no_picture_is_refused_with_title_and_trace_id_and_can_be_tried_again() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await visit.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await shop.OpenAsync();
        visit.Watch.Expect("status of 415");
        await shop.DropAsync(Repository.PathOf("LICENSE"));
        await shop.StateAsync("error");
        ILocator state = shop.Page.GetByTestId("state-error");
        await Expect(state.GetByRole(AriaRole.Heading)).ToHaveTextAsync("This is not a JPEG, PNG or WebP picture");
        await Expect(state.Locator(".problem-title")).ToBeVisibleAsync();
        string trace = await state.Locator("code").InnerTextAsync();
        Assert.Matches("^[0-9a-f]{32}$", trace);
        await state.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Expect(state.GetByRole(AriaRole.Button, new() { Name = "Copied" })).ToBeVisibleAsync();
        Assert.Equal(trace, await shop.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));

        await state.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(shop.Page.GetByTestId("state-error").Locator("code")).Not.ToHaveTextAsync(trace);
        Assert.Equal(2, shop.Sent("search/by-image").Count);
        // A good picture is the way out.
        await shop.DropAsync(Storefront.QueryPath);
        await shop.ResultsAsync();
    });

    [BrowserFact]
    public async Task Too_many_at_once_is_tried_again_by_itself_after_the_wait_that_the_server_names()
    {
        await using ApiHost api = await ApiHost.StartAsync(settings: [("Limits:ConcurrentSearches", "1"), ("Limits:WaitingSearches", "0"), ("Limits:WaitForPlace", "00:00:30")]);
        await api.CreateAsync(new { title = "Apple" });
        await browser.VisitAsync(api.Address, async visit =>
        {
            Storefront shop = new(visit);
            visit.Watch.Expect("status of 429");
            await visit.OpenAsync();
            using (TcpClient slow = await OccupyAsync(api))
            {
                await shop.SearchAsync("apple");
                await shop.StateAsync("error");
                await Expect(shop.Page.GetByTestId("state-error").GetByRole(AriaRole.Heading)).ToHaveTextAsync("Too much is going on right now");
                await Expect(shop.Page.GetByTestId("state-error").GetByRole(AriaRole.Button)).ToContainTextAsync(["Copy", "in "]);
            }

            await shop.ResultsAsync();
            await Expect(shop.Cards).ToHaveCountAsync(1);
        });
    }

    [BrowserFact]
    public Task A_store_that_is_down_counts_down_and_goes_on() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        visit.Watch.Expect("status of 503");
        await shop.OpenAsync();
        await shop.Page.RouteAsync("**/search/by-text**", Answer(HttpStatusCode.ServiceUnavailable, "{\"title\": \"The index cannot be reached\", \"status\": 503, \"code\": \"vectors_unavailable\", \"trace_id\": \"0123\"}", retryAfter: "1"), new() { Times = 1 });
        await shop.SearchAsync("banana");
        await Expect(shop.Page.GetByTestId("state-error")).ToContainTextAsync("The index cannot be reached");
        await Expect(shop.Page.GetByTestId("state-error").Locator("code")).ToHaveTextAsync("0123");
        await shop.ResultsAsync();
    });

    [BrowserFact]
    public Task The_words_of_a_proxy_in_front_are_not_shown_as_markup() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        visit.Watch.Expect("status of 502");
        await shop.OpenAsync();
        await shop.Page.RouteAsync("**/search/by-text**", Answer(HttpStatusCode.BadGateway, "<html><h1>502</h1><script>alert(1)</script></html>", "text/html"), new() { Times = 1 });
        await shop.SearchAsync("banana");
        await Expect(shop.Page.GetByTestId("state-error")).ToContainTextAsync("HTTP 502");
        await shop.Button("Try again").ClickAsync();
        await shop.ResultsAsync();
    });

    [BrowserFact]
    public Task Offline_the_search_goes_on_by_itself_when_the_connection_is_back() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        visit.Watch.Expect("ERR_INTERNET_DISCONNECTED");
        await visit.Context.SetOfflineAsync(true);
        await shop.SearchAsync("banana");
        await shop.StateAsync("offline");
        await Expect(shop.Page.GetByTestId("state-offline")).ToContainTextAsync("You are offline");
        await visit.Context.SetOfflineAsync(false);
        await shop.ResultsAsync();
        await shop.FirstIsAsync(await shop.IdOfAsync(Storefront.Wanted));
    });

    [BrowserFact]
    public async Task A_server_that_is_gone_does_not_answer()
    {
        ApiHost api = await ApiHost.StartAsync();
        await using (api)
        {
            await api.CreateAsync(new { title = "Apple" });
            await browser.VisitAsync(api.Address, async visit =>
            {
                Storefront shop = new(visit);
                await visit.OpenAsync();
                await Expect(shop.Words).ToBeEditableAsync();
                await Expect(shop.Page.Locator(".categories .skeleton")).ToHaveCountAsync(0);
                visit.Watch.Expect("ERR_CONNECTION_REFUSED");
                await api.DisposeAsync();
                await shop.SearchAsync("apple");
                await shop.StateAsync("error");
                await Expect(shop.Page.GetByTestId("state-error")).ToContainTextAsync("The server does not answer");
            });
        }
    }

    private static Func<IRoute, Task> Answer(HttpStatusCode status, string body, string type = "application/problem+json", string? retryAfter = null) => route =>
    {
        Dictionary<string, string> headers = retryAfter is null ? [] : new() { ["Retry-After"] = retryAfter };
        return route.FulfillAsync(new RouteFulfillOptions { Status = (int)status, ContentType = type, Headers = headers, Body = body });
    };

    /// <summary>Begins a search whose body does not come, which holds the only place there is.</summary>
    private static async Task<TcpClient> OccupyAsync(ApiHost api)
    {
        TcpClient client = new();
        await client.ConnectAsync(api.Address.Host, api.Address.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes("POST /api/v1/search/by-text HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n"),
            TestContext.Current.CancellationToken);
        using StreamReader reader = new(client.GetStream(), Encoding.ASCII, leaveOpen: true);
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        return client;
    }
}
