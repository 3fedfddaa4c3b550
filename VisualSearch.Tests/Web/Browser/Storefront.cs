using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser;

/// <summary>The page as a shopper sees it: what is on it, and what one does with it.</summary>
internal sealed class Storefront(Visit visit)
{
    /// <summary>The external id of the product that <see cref="Query"/> shows.</summary>
    public const string Wanted = "sample_1f34c";

    /// <summary>A photograph of a product of the demo shop, as a shopper would take it.</summary>
    public static byte[] Query { get; } = SampleShop.Query("1f34c");

    public static string QueryPath { get; } = Repository.PathOf("samples", "sample-shop", "queries", "1f34c.jpg");

    public IPage Page => visit.Page;

    /// <summary>Results, without those of an open product and without what stands for results that are on their way.</summary>
    public ILocator Cards => Page.GetByTestId("grid").GetByTestId("card");

    public ILocator Words => Page.GetByRole(AriaRole.Combobox, new() { Name = "What are you looking for?" });

    public ILocator Suggestions => Page.GetByRole(AriaRole.Listbox, new() { Name = "Suggestions" }).GetByRole(AriaRole.Option);

    public ILocator Product => Page.GetByTestId("product");

    public ILocator Dialog(string name) => Page.GetByRole(AriaRole.Dialog, new() { Name = name });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public async Task OpenAsync(string path = "/", string? state = null)
    {
        await visit.OpenAsync(path);
        await StateAsync(state ?? (path == "/" ? "welcome" : "results"));
    }

    /// <summary>Waits until the page is in a state; the same word is in the page's markup.</summary>
    public Task StateAsync(string state) => Expect(Page.Locator("#main")).ToHaveAttributeAsync("data-state", state);

    /// <summary>Waits until the results are those of the present address, and not what was there before.</summary>
    public async Task ResultsAsync()
    {
        await StateAsync("results");
        await Expect(Page.GetByTestId("grid")).Not.ToHaveAttributeAsync("aria-busy", "true");
        await Expect(Cards.First).ToBeVisibleAsync();
    }

    public Task FirstIsAsync(string productId) => Expect(Cards.First).ToHaveAttributeAsync("data-product", productId);

    public async Task<IReadOnlyList<string>> ShownAsync() =>
        await Cards.EvaluateAllAsync<string[]>("cards => cards.map(card => card.dataset.product)");

    /// <summary>The file chooser that this opens. What asks the page to hand choosers over and what presses its keys reach it on different ways; an answer of the page between the two keeps them in order.</summary>
    public Task<IFileChooser> ChooserAsync(Func<Task> open) => Page.RunAndWaitForFileChooserAsync(async () =>
    {
        await Page.EvaluateAsync("() => 0");
        await open();
    });

    public async Task SearchAsync(string words)
    {
        await Words.FillAsync(words);
        await Words.PressAsync("Enter");
    }

    /// <summary>Searches by the query picture, in the way that needs the fewest steps.</summary>
    public async Task SearchByPictureAsync(string? path = null)
    {
        await Page.Locator("input[type=file]:not([capture])").First.SetInputFilesAsync(path ?? QueryPath);
        await ResultsAsync();
    }

    /// <summary>Drags a file over the page and lets go of it there, as the operating system does.</summary>
    public async Task DropAsync(string path)
    {
        ICDPSession browser = await visit.Context.NewCDPSessionAsync(Page);
        foreach (string type in new[] { "dragEnter", "dragOver", "drop" })
        {
            await browser.SendAsync("Input.dispatchDragEvent", new Dictionary<string, object>
            {
                ["type"] = type,
                ["x"] = 400,
                ["y"] = 500,
                ["data"] = new { items = Array.Empty<object>(), files = new[] { path }, dragOperationsMask = 1 },
            });
            if (type == "dragOver")
            {
                await Expect(Page.GetByTestId("curtain")).ToBeVisibleAsync();
            }
        }
    }

    /// <summary>The box of a category among the filters, which shows the largest at first.</summary>
    public async Task<ILocator> CategoryAsync(string category)
    {
        ILocator group = Page.GetByTestId("filter-category");
        await group.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^[0-9]+ more$") }).ClickAsync();
        return group.Locator($"input[value='{category}']");
    }

    public Task AddressHasAsync(string pattern) => Expect(Page).ToHaveURLAsync(new Regex(pattern));

    /// <summary>Asks the server for JSON, as the page does.</summary>
    public async Task<JsonElement> AskAsync(string path)
    {
        IAPIResponse answer = await visit.Context.APIRequest.GetAsync(path);
        return (await answer.JsonAsync())!.Value;
    }

    /// <summary>The id that the server gave to a product of the demo shop.</summary>
    public async Task<string> IdOfAsync(string externalId) => (await AskAsync($"/api/v1/products/ext:{externalId}")).GetProperty("product_id").GetString()!;

    /// <summary>What the page asked of a route so far.</summary>
    public IReadOnlyList<IRequest> Sent(string route) => [.. visit.Watch.Requests.Where(request => new Uri(request.Url).AbsolutePath == $"/api/v1/{route}")];
}
