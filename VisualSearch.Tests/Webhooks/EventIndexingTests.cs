using System.Text.Json;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Webhooks;

public sealed class EventIndexingTests
{
    [Fact]
    public async Task An_event_wakes_the_index_and_only_the_one_about_pictures_fetches_a_known_address_again()
    {
        await using PictureServer pictures = await PictureServer.StartAsync();
        string address = pictures.Serve("ball", SampleShop.Picture("26bd"));
        await using Shop shop = await Shop.StartAsync(settings: [("Images:AllowedNetworks:0", "127.0.0.0/8")]);

        await SendAsync("product.created", "10:00", $"\"title\": \"ball\", \"image_urls\": [\"{address}\"]");
        JsonElement created = await shop.Api.ProcessedAsync("ext:ball");
        Assert.Equal("indexed", created.GetProperty("index_state").GetString());
        Assert.Equal(1, pictures.Asked("ball"));

        await SendAsync("product.updated", "11:00", $"\"title\": \"a ball\", \"image_urls\": [\"{address}\"]");
        await shop.Api.ProcessedAsync("ext:ball");
        Assert.Equal(1, pictures.Asked("ball"));

        await SendAsync("product.image.updated", "12:00", $"\"image_urls\": [\"{address}\"]");
        await shop.Api.ProcessedAsync("ext:ball");
        Assert.Equal(2, pictures.Asked("ball"));

        async Task SendAsync(string kind, string time, string more) =>
            Assert.Equal("accepted", (await Shop.AnswerAsync(await shop.SendAsync(Shop.Event(kind, "ball", more, at: $"2026-01-01T{time}:00Z")))).Status);
    }
}
