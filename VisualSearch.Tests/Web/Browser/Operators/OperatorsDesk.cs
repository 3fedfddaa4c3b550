using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser.Operators;

/// <summary>The page for operators as they see it.</summary>
internal sealed class OperatorsDesk(Visit visit)
{
    public IPage Page => visit.Page;

    public ILocator Verdict => Page.GetByTestId("verdict");

    public ILocator Needs => Page.GetByTestId("needs").GetByRole(AriaRole.Listitem);

    public ILocator Failures => Page.GetByTestId("failure");

    public ILocator Events => Page.GetByTestId("event");

    public ILocator Generations => Page.GetByTestId("generation");

    /// <summary>What is said in place of a list that is empty.</summary>
    public ILocator Nothing => Page.GetByTestId("nothing").Locator("visible=true");

    /// <summary>The line that says that the API is away.</summary>
    public ILocator Connection => Page.Locator("#connection");

    /// <summary>What carries out the act that a dialog asks about.</summary>
    public ILocator Sure => Page.GetByTestId("sure");

    public ILocator Tile(string name) => Page.GetByTestId($"tile-{name}");

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Dialog(string name) => Page.GetByRole(AriaRole.Dialog, new() { Name = name });

    public ILocator Choice(string name) => Page.GetByRole(AriaRole.Combobox, new() { Name = name, Exact = true });

    public ILocator Field(string name) => Page.GetByRole(AriaRole.Textbox, new() { Name = name, Exact = true });

    public async Task OpenAsync(string section = "overview", string state = "ready")
    {
        await visit.OpenAsync($"/admin#{section}");
        await StateAsync(state);
    }

    /// <summary>Waits until the page is in a state; the same word is in the page's markup.</summary>
    public Task StateAsync(string state) => Expect(Page.Locator("#main")).ToHaveAttributeAsync("data-state", state);

    /// <summary>Waits until the page has said something in passing.</summary>
    public Task SaidAsync(string text) => Expect(Page.GetByTestId("note").Filter(new() { HasText = text }).First).ToBeVisibleAsync();

    public async Task GiveKeyAsync(string key)
    {
        await Page.GetByLabel("API key", new() { Exact = true }).FillAsync(key);
        await Button("Continue").ClickAsync();
    }

    /// <summary>How often a route was asked so far.</summary>
    public int Asked(string route, string method = "GET") => visit.Watch.Requests.Count(request => request.Method == method && new Uri(request.Url).AbsolutePath == $"/api/v1/{route}");
}
