using System.Text;
using System.Text.Json;
using VisualSearch.Cli;
using VisualSearch.Engine.Intake;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Webhooks;

namespace VisualSearch.Tests.Cli.Webhooks;

public sealed class WebhooksCommandTests
{
    [Theory]
    [InlineData("standard", Shop.NextSecret)]
    [InlineData("standard", Shop.Secret)]
    [InlineData("legacy", Shop.NextSecret)]
    public async Task An_event_is_built_signed_and_sent(string form, string secret)
    {
        await using Shop shop = await Shop.StartAsync();
        string[] line =
        [
            "webhooks", "send", "--event", "product.created", "--external-id", "cli", "--title", "Кружка", "--price", "1290.5", "--currency", "KGS", "--in-stock", "true", "--link", "https://shop.example/1",
            "--image", "https://img.example/a.jpg", "--image", "https://img.example/b.jpg", "--event-id", "evt_cli", "--form", form, "--secret", secret, "--url", shop.Api.Address.ToString(),
        ];

        CliRun first = (await CliRun.OfAsync(line)).Ended(ExitCode.Done);
        CliRun second = (await CliRun.OfAsync([.. line, "--json"])).Ended(ExitCode.Done);

        Assert.Equal("accepted evt_cli", first.Output.Trim());
        Assert.Equal("duplicate", second.Json.GetProperty("status").GetString());
        JsonElement product = (await shop.FindAsync("cli"))!.Value;
        Assert.Equal(("Кружка", 1290.5m, true, 2), (product.GetProperty("title").GetString(), product.GetProperty("price").GetDecimal(), product.GetProperty("in_stock").GetBoolean(), product.GetProperty("images").GetArrayLength()));
    }

    [Fact]
    public async Task A_file_is_sent_as_it_is()
    {
        await using Shop shop = await Shop.StartAsync();
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "event.json");
        await File.WriteAllTextAsync(file, Shop.Event("product.updated", "file", "\"title\": \"from a file\""), TestContext.Current.CancellationToken);

        CliRun run = (await CliRun.OfAsync("webhooks", "send", "--file", file, "--secret", Shop.Secret, "--url", shop.Api.Address.ToString())).Ended(ExitCode.Done);

        Assert.StartsWith("accepted msg_", run.Output, StringComparison.Ordinal);
        Assert.Equal("from a file", (await shop.FindAsync("file"))!.Value.GetProperty("title").GetString());
    }

    [Fact]
    public async Task What_would_be_sent_can_be_seen_and_its_signature_is_good()
    {
        CliRun run = (await CliRun.OfAsync("webhooks", "send", "--event", "product.deleted", "--external-id", "x", "--secret", Shop.Secret, "--form", "legacy", "--print")).Ended(ExitCode.Done);

        string[] lines = run.Output.Split('\n');
        Assert.Equal("POST /api/v1/webhooks/bakai", lines[0].Trim());
        Assert.Contains($"X-Bakai-Signature: {EventSignatures.LegacyValue(Shop.Secret, Encoding.UTF8.GetBytes(lines[^2].Trim()))}", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Shop.Secret, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_refuses_is_said_and_counts_as_failed()
    {
        await using Shop shop = await Shop.StartAsync();

        CliRun secret = (await CliRun.OfAsync("webhooks", "send", "--event", "product.deleted", "--external-id", "x", "--secret", "another", "--url", shop.Api.Address.ToString())).Ended(ExitCode.Failed);
        CliRun title = (await CliRun.OfAsync("webhooks", "send", "--event", "product.updated", "--external-id", "x", "--secret", Shop.Secret, "--url", shop.Api.Address.ToString())).Ended(ExitCode.Failed);

        Assert.Contains("No signature", secret.Error, StringComparison.Ordinal);
        Assert.Contains("data.title: Is required.", title.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_a_secret_is_not_asked_again()
    {
        await using ApiHost api = await ApiHost.StartAsync();

        CliRun run = (await CliRun.OfAsync("webhooks", "send", "--event", "product.deleted", "--external-id", "x", "--secret", "s", "--url", api.Address.ToString())).Ended(ExitCode.Failed);

        Assert.Contains("Webhooks__Secrets__0", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, await api.MetricAsync("visual_search_webhooks_total", "outcome=\"unavailable\""));
    }

    [Theory]
    [InlineData("send --event product.sold --external-id x --secret s")]
    [InlineData("send --event product.deleted --secret s")]
    [InlineData("send --file e.json --title t --secret s")]
    [InlineData("send --event product.deleted --external-id x --secret whsec_!")]
    [InlineData("send --event product.updated --external-id x --image a --no-images --secret s")]
    [InlineData("list --since yesterday")]
    [InlineData("list --status lost")]
    [InlineData("replay")]
    [InlineData("replay --all --status failed")]
    public async Task What_makes_no_sense_is_wrong_usage(string line) =>
        Assert.NotEmpty((await CliRun.OfAsync(["webhooks", .. line.Split(' ')])).Ended(ExitCode.WrongUsage).Error);

    [Fact]
    public async Task The_inbox_is_listed_for_people_and_for_scripts_and_replayed()
    {
        await using Shop shop = await Shop.StartAsync();
        string[] where = ["--url", shop.Api.Address.ToString(), "--api-key", "the operator's key"];
        await Shop.AnswerAsync(await shop.SendAsync(Shop.Event("product.updated", "a", "\"title\": \"one\"", "evt_1", "2026-01-01T10:00:00Z")));

        CliRun table = (await CliRun.OfAsync(["webhooks", "list", "--since", "1h", .. where])).Ended(ExitCode.Done);
        CliRun json = (await CliRun.OfAsync(["webhooks", "list", "--json", .. where])).Ended(ExitCode.Done);
        CliRun none = (await CliRun.OfAsync(["webhooks", "list", "--until", "1h", .. where])).Ended(ExitCode.Done);
        CliRun replayed = (await CliRun.OfAsync(["webhooks", "replay", "--all", .. where])).Ended(ExitCode.Done);
        CliRun counted = (await CliRun.OfAsync(["webhooks", "replay", "--status", "applied", "--json", .. where])).Ended(ExitCode.Done);

        Assert.Contains("product.updated", table.Output, StringComparison.Ordinal);
        Assert.Equal("evt_1", json.Json[0].GetProperty("event_id").GetString());
        Assert.Empty(none.Output);
        Assert.Equal("Replayed 1 events: 1 applied, 0 older than what is there, 0 failed.", replayed.Output.Trim());
        Assert.Equal(1, counted.Json.GetProperty("applied").GetInt32());
    }
}
