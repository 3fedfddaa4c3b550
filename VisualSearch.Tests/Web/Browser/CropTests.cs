using Microsoft.Playwright;
using VisualSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VisualSearch.Tests.Web.Browser;

/// <summary>A part of the picture: two fruits side by side, and the box says which of them is meant.</summary>
public sealed class CropTests(BrowserHost browser)
{
    private const string Left = "1f34c";
    private const string Right = "1f34d";

    [BrowserFact]
    public Task A_box_drawn_with_the_pointer_searches_for_what_is_in_it() => browser.VisitShopAsync(async visit =>
    {
        using TemporaryFolder folder = new();
        Storefront shop = await OpenBothAsync(visit, folder);
        await shop.Button("Select a part").ClickAsync();
        LocatorBoundingBoxResult stage = await StageAsync(shop);
        await DragAsync(shop.Page, stage, (0.52f, 0.02f), (0.98f, 0.98f));
        await Expect(shop.Page.GetByTestId("crop-box")).ToHaveAttributeAsync("data-box", Near(520, 20, 460, 960));
        await shop.Button("Search for this part").ClickAsync();
        await shop.AddressHasAsync("&box=5[0-9]{2}");
        await shop.FirstIsAsync(await shop.IdOfAsync("sample_" + Right));
        await Expect(shop.Page.GetByAltText("The part of the picture you search with")).ToBeVisibleAsync();

        // The other half: the box is carried over there.
        await shop.Button("Change the part").ClickAsync();
        stage = await StageAsync(shop);
        await DragAsync(shop.Page, stage, (0.75f, 0.5f), (0.25f, 0.5f));
        await Expect(shop.Page.GetByTestId("crop-box")).ToHaveAttributeAsync("data-box", Near(20, 20, 460, 960));
        await shop.Button("Search for this part").ClickAsync();
        await shop.FirstIsAsync(await shop.IdOfAsync("sample_" + Left));
        await shop.Button("Whole picture").ClickAsync();
        await Expect(shop.Page).Not.ToHaveURLAsync(new System.Text.RegularExpressions.Regex("box="));
    });

    [BrowserFact]
    public Task The_box_is_moved_and_sized_with_keys() => browser.VisitShopAsync(async visit =>
    {
        using TemporaryFolder folder = new();
        Storefront shop = await OpenBothAsync(visit, folder);
        await shop.Button("Select a part").PressAsync("Enter");
        ILocator box = shop.Page.GetByTestId("crop-box");
        await Expect(box).ToBeFocusedAsync();
        await Expect(box).ToHaveAttributeAsync("data-box", "150,150,700,700");
        await shop.Page.Keyboard.PressAsync("Shift+ArrowLeft");
        await Expect(box).ToHaveAttributeAsync("data-box", "150,150,690,700");
        for (int step = 0; step < 5; step++)
        {
            await shop.Page.Keyboard.PressAsync("Control+Shift+ArrowLeft");
        }

        for (int step = 0; step < 4; step++)
        {
            await shop.Page.Keyboard.PressAsync("Control+ArrowRight");
        }

        await shop.Page.Keyboard.PressAsync("Control+ArrowRight");
        await shop.Page.Keyboard.PressAsync("Control+ArrowRight");
        await Expect(box).ToHaveAttributeAsync("data-box", "450,150,440,700");
        await shop.Page.Keyboard.PressAsync("Control+ArrowRight");
        await Expect(box).ToHaveAttributeAsync("data-box", "500,150,440,700");
        await Expect(shop.Dialog("Select a part of the picture").GetByRole(AriaRole.Status)).ToHaveTextAsync("From left 50 %, from top 15 %, width 44 %, height 70 %");
        await shop.Button("Search for this part").FocusAsync();
        await shop.Page.Keyboard.PressAsync("Enter");
        await shop.AddressHasAsync("box=500%2C150%2C440%2C700");
        await shop.FirstIsAsync(await shop.IdOfAsync("sample_" + Right));
    });

    [BrowserFact]
    public Task Escape_leaves_the_search_as_it_was() => browser.VisitShopAsync(async visit =>
    {
        using TemporaryFolder folder = new();
        Storefront shop = await OpenBothAsync(visit, folder);
        string before = shop.Page.Url;
        await shop.Button("Select a part").ClickAsync();
        await Expect(shop.Page.GetByTestId("crop-box")).ToBeFocusedAsync();
        await shop.Page.Keyboard.PressAsync("Escape");
        await Expect(shop.Page.GetByTestId("crop-box")).ToHaveCountAsync(0);
        Assert.Equal(before, shop.Page.Url);
        await Expect(shop.Button("Select a part")).ToBeFocusedAsync();
    });

    private static async Task<Storefront> OpenBothAsync(Visit visit, TemporaryFolder folder)
    {
        string path = Path.Combine(folder.Path, "both.png");
        using (NetVips.Image left = NetVips.Image.NewFromBuffer(SampleShop.Query(Left)).ThumbnailImage(500, height: 500, size: NetVips.Enums.Size.Force))
        using (NetVips.Image right = NetVips.Image.NewFromBuffer(SampleShop.Query(Right)).ThumbnailImage(500, height: 500, size: NetVips.Enums.Size.Force))
        using (NetVips.Image both = left.Join(right, NetVips.Enums.Direction.Horizontal))
        {
            both.WriteToFile(path);
        }

        Storefront shop = new(visit);
        await shop.OpenAsync();
        await shop.SearchByPictureAsync(path);
        return shop;
    }

    private static async Task<LocatorBoundingBoxResult> StageAsync(Storefront shop)
    {
        ILocator picture = shop.Page.GetByTestId("crop-stage").GetByRole(AriaRole.Img);
        await Expect(picture).ToHaveJSPropertyAsync("complete", true);
        return (await picture.BoundingBoxAsync())!;
    }

    private static async Task DragAsync(IPage page, LocatorBoundingBoxResult stage, (float X, float Y) from, (float X, float Y) to)
    {
        await page.Mouse.MoveAsync(stage.X + (stage.Width * from.X), stage.Y + (stage.Height * from.Y));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(stage.X + (stage.Width * to.X), stage.Y + (stage.Height * to.Y), new() { Steps = 4 });
        await page.Mouse.UpAsync();
    }

    /// <summary>Within a hundredth: a pointer stands on whole pixels.</summary>
    private static System.Text.RegularExpressions.Regex Near(params int[] thousandths) =>
        new("^" + string.Join(',', thousandths.Select(value => $"({string.Join('|', Enumerable.Range(value - 10, 21))})")) + "$");
}
