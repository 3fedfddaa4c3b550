using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser;

/// <summary>An audit by axe-core of every state, in both themes and on a phone as on a wide screen.</summary>
public sealed class AccessibilityTests(BrowserHost browser)
{
    private static readonly (int Width, int Height)[] Sizes = [(360, 740), (1440, 900)];

    /// <summary>Only violations are listed in full, which saves most of the time.</summary>
    private static readonly HashSet<ResultType> Listed = [ResultType.Violations];

    private static readonly AxeRunOptions Everything = new() { ResultTypes = Listed };

    /// <summary>A theme changes colours and nothing else.</summary>
    private static readonly AxeRunOptions Colours = new() { ResultTypes = Listed, RunOnly = RunOnlyOptions.Rules("color-contrast") };

    private static readonly (ColorScheme Theme, AxeRunOptions Rules)[] Themes = [(ColorScheme.Light, Everything), (ColorScheme.Dark, Colours)];

    private static readonly Dictionary<string, Func<Storefront, Visit, Task>> States = new()
    {
        ["welcome"] = async (shop, _) =>
        {
            await shop.OpenAsync();
            await Expect(shop.Page.GetByTestId("example")).ToHaveCountAsync(3);
            await Expect(shop.Page.Locator(".categories .skeleton")).ToHaveCountAsync(0);
        },
        ["suggestions"] = async (shop, _) =>
        {
            await shop.OpenAsync();
            await shop.Words.PressSequentiallyAsync("ban");
            await Expect(shop.Suggestions.First).ToBeVisibleAsync();
            await shop.Page.Keyboard.PressAsync("ArrowDown");
        },
        ["results by words"] = async (shop, _) =>
        {
            await shop.OpenAsync("/?q=hat&in_stock=true&category=clothing");
            await shop.ResultsAsync();
        },
        ["results by picture"] = async (shop, _) =>
        {
            await shop.OpenAsync();
            await shop.SearchByPictureAsync();
            // Fewer of the same cards.
            await shop.OpenAsync(new Uri(shop.Page.Url).PathAndQuery + "&category=kitchen");
            await Expect(shop.Cards).ToHaveCountAsync(7);
            await Expect(shop.Page.GetByAltText("The picture you search with")).ToBeVisibleAsync();
        },
        ["similar"] = async (shop, _) =>
        {
            await shop.OpenAsync($"/?similar={await shop.IdOfAsync(Storefront.Wanted)}&category=kitchen");
            await shop.ResultsAsync();
            await Expect(shop.Page.GetByTestId("asked")).ToContainTextAsync("banana");
        },
        ["loading"] = async (shop, _) =>
        {
            await shop.OpenAsync();
            await shop.Page.RouteAsync("**/search/by-text**", _ => Task.CompletedTask);
            await shop.SearchAsync("banana");
            await shop.StateAsync("loading");
        },
        ["product"] = async (shop, _) =>
        {
            await shop.OpenAsync($"/?q=top+hat&product={await shop.IdOfAsync("sample_1f3a9")}");
            await Expect(shop.Product.GetByTestId("product-similar").GetByTestId("card").First).ToBeVisibleAsync();
        },
        ["ways to give a picture"] = async (shop, _) =>
        {
            await shop.OpenAsync("/?q=top+hat");
            await shop.Button("Search by picture").ClickAsync();
            await shop.Dialog("Search by picture").GetByLabel("Or the address of a picture").FillAsync("nothing");
            await shop.Page.Keyboard.PressAsync("Enter");
        },
        ["part of a picture"] = async (shop, _) =>
        {
            await shop.OpenAsync();
            await shop.SearchByPictureAsync();
            await shop.OpenAsync(new Uri(shop.Page.Url).PathAndQuery + "&category=kitchen");
            await shop.Button("Select a part").ClickAsync();
            await Expect(shop.Page.GetByTestId("crop-box")).ToBeFocusedAsync();
        },
        ["nothing found"] = (shop, _) => shop.OpenAsync("/?q=qqzzxxqq&category=transport", "nothing"),
        ["expired"] = (shop, _) => shop.OpenAsync("/?picture=0123456789", "expired"),
        ["error"] = async (shop, visit) =>
        {
            visit.Watch.Expect("status of 422");
            await shop.OpenAsync("/?image_url=http://127.0.0.1:9/nobody-listens.jpg", "error");
        },
        ["offline"] = async (shop, visit) =>
        {
            await shop.OpenAsync();
            visit.Watch.Expect("ERR_INTERNET_DISCONNECTED");
            await visit.Context.SetOfflineAsync(true);
            await shop.SearchAsync("banana");
            await shop.StateAsync("offline");
        },
    };

    public static TheoryData<string> Named => [.. States.Keys];

    [BrowserTheory]
    [MemberData(nameof(Named))]
    public Task Axe_finds_no_violation_in(string state) => browser.VisitShopAsync(
        async visit =>
        {
            Storefront shop = new(visit);
            await States[state](shop, visit);
            await AuditAsync(shop.Page);
        },
        VisitOptions.OnWideScreen,
        name: "Axe " + state);

    [BrowserFact]
    public async Task Axe_finds_no_violation_in_an_empty_shop()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await browser.VisitAsync(api.Address, async visit =>
        {
            await new Storefront(visit).OpenAsync("/", "empty");
            await AuditAsync(visit.Page);
        });
    }

    [BrowserFact]
    public Task Axe_finds_no_violation_in_the_filters_of_a_phone() => browser.VisitShopAsync(
        async visit =>
        {
            Storefront shop = new(visit);
            await shop.OpenAsync("/?q=fruit");
            await shop.ResultsAsync();
            await shop.Button("Filters").TapAsync();
            await Expect(shop.Dialog("Filters").Locator("input").First).ToBeVisibleAsync();
            await AuditAsync(shop.Page, VisitOptions.OnPhone);
        },
        VisitOptions.OnPhone);

    /// <param name="only">The one size to look at; null for a phone and a wide screen.</param>
    internal static async Task AuditAsync(IPage page, VisitOptions? only = null)
    {
        List<string> violations = [];
        foreach ((int width, int height) in only is null ? Sizes : [(only.Width, only.Height)])
        {
            await page.SetViewportSizeAsync(width, height);
            foreach ((ColorScheme theme, AxeRunOptions rules) in Themes)
            {
                await page.EmulateMediaAsync(new() { ColorScheme = theme });
                AxeResult result = await page.RunAxe(rules);
                Assert.NotEmpty(result.Passes);
                violations.AddRange(result.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{width} {theme} {rule.Id}: {node.Html}\n    {string.Join("; ", node.Any.Concat(node.All).Select(check => check.Message))}")));
            }
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }
}
