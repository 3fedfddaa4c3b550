using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser;

/// <summary>Every way in which a picture comes to the page, with the right product first.</summary>
public sealed class PictureSearchTests(BrowserHost browser)
{
    [BrowserFact]
    public Task A_dropped_picture_finds_its_product_first() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await shop.DropAsync(Storefront.QueryPath);
        await shop.ResultsAsync();
        await shop.FirstIsAsync(await shop.IdOfAsync(Storefront.Wanted));
        await Expect(shop.Page.GetByTestId("curtain")).ToHaveCountAsync(0);
        await Expect(shop.Page.GetByAltText("The picture you search with")).ToBeVisibleAsync();
        await shop.AddressHasAsync("[?]picture=[a-z0-9]+$");
    });

    [BrowserFact]
    public Task A_picture_dropped_on_results_takes_their_place() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync("/?q=hat");
        await shop.DropAsync(Storefront.QueryPath);
        await shop.AddressHasAsync("[?]picture=[a-z0-9]+$");
        await shop.FirstIsAsync(await shop.IdOfAsync(Storefront.Wanted));
        await Expect(shop.Words).ToHaveValueAsync(string.Empty);
    });

    [BrowserFact]
    public Task A_pasted_picture_finds_its_product_first() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await visit.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await shop.OpenAsync();
        await shop.Page.EvaluateAsync(
            """
            async query => {
                const bytes = Uint8Array.from(atob(query), letter => letter.charCodeAt(0));
                const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
                const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
                canvas.getContext('2d').drawImage(bitmap, 0, 0);
                await navigator.clipboard.write([new ClipboardItem({ 'image/png': await canvas.convertToBlob({ type: 'image/png' }) })]);
            }
            """,
            Convert.ToBase64String(Storefront.Query));
        await shop.Page.Keyboard.PressAsync("Control+v");
        await shop.ResultsAsync();
        await shop.FirstIsAsync(await shop.IdOfAsync(Storefront.Wanted));
    });

    [BrowserFact]
    public Task A_picture_chosen_in_the_dialog_finds_its_product_first() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await shop.Button("Search by picture").ClickAsync();
        ILocator dialog = shop.Dialog("Search by picture");
        IFileChooser chooser = await shop.ChooserAsync(() => dialog.GetByRole(AriaRole.Button, new() { Name = "Choose a picture" }).ClickAsync());
        await chooser.SetFilesAsync(Storefront.QueryPath);
        await shop.ResultsAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        await shop.FirstIsAsync(await shop.IdOfAsync(Storefront.Wanted));
    });

    [BrowserFact]
    public Task A_phone_is_offered_its_camera() => browser.VisitShopAsync(
        async visit =>
        {
            Storefront shop = new(visit);
            await shop.OpenAsync();
            ILocator take = shop.Page.GetByRole(AriaRole.Button, new() { Name = "Take a photo" });
            IFileChooser chooser = await shop.ChooserAsync(() => take.ClickAsync());
            Assert.Equal("environment", await chooser.Element.GetAttributeAsync("capture"));
            await chooser.SetFilesAsync(Storefront.QueryPath);
            await shop.ResultsAsync();
            await shop.FirstIsAsync(await shop.IdOfAsync(Storefront.Wanted));
        },
        VisitOptions.OnPhone);

    [BrowserFact]
    public async Task The_address_of_a_picture_is_for_the_server_to_fetch()
    {
        await using PictureServer pictures = await PictureServer.StartAsync();
        string address = pictures.Serve("banana.jpg", Storefront.Query);
        await browser.VisitShopAsync(async visit =>
        {
            Storefront shop = new(visit);
            await shop.OpenAsync();
            await shop.Page.GetByLabel("Or the address of a picture").FillAsync(address);
            await shop.Page.Keyboard.PressAsync("Enter");
            await shop.ResultsAsync();
            await shop.FirstIsAsync(await shop.IdOfAsync(Storefront.Wanted));
            await shop.AddressHasAsync("[?]image_url=http");
            Assert.Equal(1, pictures.Asked("banana.jpg"));
        });
    }

    [BrowserFact]
    public Task What_is_not_an_address_is_said_beside_the_field() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        ILocator field = shop.Page.GetByLabel("Or the address of a picture");
        await field.FillAsync("javascript:alert(1)");
        await field.PressAsync("Enter");
        await Expect(shop.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not an address");
        await Expect(field).ToBeFocusedAsync();
        await Expect(field).ToHaveAttributeAsync("aria-invalid", "true");
        await shop.StateAsync("welcome");
    });

    [BrowserFact]
    public Task An_example_of_the_first_visit_finds_itself() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await Expect(shop.Page.GetByTestId("example")).ToHaveCountAsync(3);
        ILocator example = shop.Page.GetByTestId("example").Nth(1);
        string name = (await example.GetAttributeAsync("aria-label"))!;
        await example.ClickAsync();
        await shop.ResultsAsync();
        Assert.Contains(await shop.Cards.First.GetByRole(AriaRole.Heading).InnerTextAsync(), name, StringComparison.Ordinal);
    });

    [BrowserFact]
    public Task A_photograph_of_a_phone_is_shrunk_before_it_travels() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "photograph.jpg");
        using (NetVips.Image query = NetVips.Image.NewFromBuffer(Storefront.Query))
        using (NetVips.Image large = query.Resize(4000.0 / query.Width))
        {
            large.Jpegsave(path, q: 95);
        }

        await shop.SearchByPictureAsync(path);
        await shop.FirstIsAsync(await shop.IdOfAsync(Storefront.Wanted));
        // What is shown is what was sent.
        Assert.Equal(2000, await shop.Page.GetByAltText("The picture you search with").EvaluateAsync<int>("picture => picture.naturalWidth"));
    });

    [BrowserFact]
    public Task A_picture_that_is_deleted_after_it_was_chosen_can_still_be_searched_with() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        using (TemporaryFolder folder = new())
        {
            string path = Path.Combine(folder.Path, "moment.jpg");
            await File.WriteAllBytesAsync(path, Storefront.Query, TestContext.Current.CancellationToken);
            await shop.SearchByPictureAsync(path);
        }

        await shop.Page.GetByTestId("filter-stock").GetByRole(AriaRole.Checkbox).CheckAsync();
        await shop.AddressHasAsync("in_stock=true");
        await Expect(shop.Page.Locator(".chip")).ToHaveCountAsync(1);
        await shop.ResultsAsync();
        await shop.FirstIsAsync(await shop.IdOfAsync(Storefront.Wanted));
        await shop.Button("Select a part").ClickAsync();
        await Expect(shop.Page.GetByTestId("crop-box")).ToBeFocusedAsync();
    });

    [BrowserFact]
    public Task Words_refine_a_picture_and_leave_it_where_it_is() => browser.VisitShopAsync(async visit =>
    {
        Storefront shop = new(visit);
        await shop.OpenAsync();
        await shop.SearchByPictureAsync();
        await shop.SearchAsync("hat");
        await shop.AddressHasAsync("q=hat");
        await shop.AddressHasAsync("picture=");
        await Expect(shop.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Your picture and “hat”");
        await shop.ResultsAsync();
        await Expect(shop.Page.GetByAltText("The picture you search with")).ToBeVisibleAsync();
        await shop.Button("Remove the picture").ClickAsync();
        await shop.AddressHasAsync("[?]q=hat$");
        await shop.ResultsAsync();
        await Expect(shop.Cards.First).ToContainTextAsync("hat");
    });
}
