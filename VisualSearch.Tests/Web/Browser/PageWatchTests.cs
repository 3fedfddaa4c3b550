using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Web.Browser;

/// <summary>That the watch over every browser test sees what it is there for.</summary>
public sealed class PageWatchTests(BrowserHost browser)
{
    [BrowserTheory]
    [InlineData("<img src='http://127.0.0.2:9/a.png'>", "", "Left the origin: GET http://127.0.0.2:9/a.png")]
    [InlineData("<script>console.error('broken')</script>", "", "Console: broken")]
    [InlineData("<script>nothing.at.all()</script>", "", "Uncaught: .*nothing is not defined")]
    [InlineData("<p style='color:red'>x</p>", "style-src 'self'", "Policy violated: style-src-attr by inline")]
    [InlineData("<img src='http://127.0.0.2:9/a.png'>", "img-src 'self'", "Policy violated: img-src by http://127.0.0.2:9/a.png")]
    public async Task A_page_that_misbehaves_is_seen(string body, string policy, string fault)
    {
        await browser.VisitShopAsync(async visit =>
        {
            Dictionary<string, string> headers = new() { ["Content-Security-Policy"] = policy };
            await visit.Context.RouteAsync("**/bad", route => route.FulfillAsync(new RouteFulfillOptions { Status = (int)HttpStatusCode.OK, ContentType = "text/html", Headers = headers, Body = body }));
            await visit.OpenAsync("/bad");
            await Eventually.HoldsAsync(() => Task.FromResult(string.Join('\n', visit.Watch.Faults())), faults => Regex.IsMatch(faults, fault));
            visit.Watch.Expect(".");
        });
    }

    [BrowserFact]
    public async Task An_expected_error_that_never_came_is_a_fault()
    {
        await browser.VisitShopAsync(async visit =>
        {
            await visit.OpenAsync("/docs");
            visit.Watch.Expect("503");
            Assert.Equal(["Expected and not seen: 503"], visit.Watch.Faults());
            await visit.Page.EvaluateAsync("console.error('503')");
            await Eventually.HoldsAsync(() => Task.FromResult(visit.Watch.Faults().Count), count => count == 0);
        });
    }
}
