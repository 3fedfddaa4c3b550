using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VisualSearch.Api.Webhooks;
using VisualSearch.Engine.Intake;

namespace VisualSearch.Tests.Webhooks;

public sealed class EventSignatureTests : IClassFixture<ReceiveEventTests.Running>
{
    private readonly ReceiveEventTests.Running _running;

    public EventSignatureTests(ReceiveEventTests.Running running) => _running = running;

    private Shop Open => _running.Instance;

    [Fact]
    public async Task An_id_that_no_signature_covers_does_not_name_an_event()
    {
        string body = Shop.Event("product.updated", "unsigned-id", "\"title\": \"cup\"");

        HttpResponseMessage response = await Open.PostAsync(body, (EventSignatures.IdHeader, "msg_of_another"), (EventSignatures.LegacyHeader, EventSignatures.LegacyValue(Shop.Secret, Encoding.UTF8.GetBytes(body))));

        Assert.StartsWith("sha256:", (await Shop.AnswerAsync(response)).EventId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Shop.Secret)]
    [InlineData(Shop.NextSecret)]
    public async Task Every_secret_signs_in_both_forms(string secret)
    {
        string body = Shop.Event("product.updated", "rotation", "\"title\": \"cup\"");

        await Shop.AnswerAsync(await Open.SendAsync(body, secret));
        await Shop.AnswerAsync(await Open.SendStandardAsync(body, "msg_rotation", secret));
    }

    [Fact]
    public async Task One_good_signature_among_several_is_enough()
    {
        string body = Shop.Event("product.updated", "several", "\"title\": \"cup\"");
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        string good = EventSignatures.StandardValue(Shop.NextSecret, "msg_several", now, Encoding.UTF8.GetBytes(body));
        string retired = EventSignatures.StandardValue("a secret of last year", "msg_several", now, Encoding.UTF8.GetBytes(body));

        HttpResponseMessage response = await Open.PostAsync(
            body, (EventSignatures.IdHeader, "msg_several"), (EventSignatures.TimestampHeader, EventSignatures.Timestamp(now)), (EventSignatures.SignatureHeader, $"v1a,AAAA {retired} v1,not-base64! {good}"));

        Assert.Equal("accepted", (await Shop.AnswerAsync(response)).Status);
    }

    [Fact]
    public async Task What_is_not_signed_rightly_is_refused_and_leaves_no_trace()
    {
        string body = Shop.Event("product.updated", "refused", "\"title\": \"cup\"");
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        string now = EventSignatures.Timestamp(TimeProvider.System.GetUtcNow());
        string standard = EventSignatures.StandardValue(Shop.Secret, "msg", TimeProvider.System.GetUtcNow(), bytes);

        await RefusedAsync("signature_required");
        await RefusedAsync("bad_signature", (EventSignatures.LegacyHeader, EventSignatures.LegacyValue("guessed", bytes)));
        await RefusedAsync("bad_signature", (EventSignatures.LegacyHeader, EventSignatures.LegacyValue(Shop.Secret, [.. bytes, (byte)' '])));
        await RefusedAsync("bad_signature", (EventSignatures.LegacyHeader, Convert.ToHexStringLower(EventSignatures.Legacy(Shop.Secret, bytes))));
        await RefusedAsync("bad_signature", (EventSignatures.LegacyHeader, "sha256="));
        await RefusedAsync("bad_signature", (EventSignatures.IdHeader, "another"), (EventSignatures.TimestampHeader, now), (EventSignatures.SignatureHeader, standard));
        await RefusedAsync("bad_signature", (EventSignatures.TimestampHeader, now), (EventSignatures.SignatureHeader, standard));
        await RefusedAsync("bad_signature", (EventSignatures.IdHeader, "msg"), (EventSignatures.TimestampHeader, "today"), (EventSignatures.SignatureHeader, standard));
        await RefusedAsync("bad_signature", (EventSignatures.IdHeader, "msg"), (EventSignatures.TimestampHeader, now), (EventSignatures.SignatureHeader, ""));

        // Where both forms are there, the one that cannot be replayed decides.
        await RefusedAsync("bad_signature", (EventSignatures.LegacyHeader, EventSignatures.LegacyValue(Shop.Secret, bytes)), (EventSignatures.SignatureHeader, "v1,AAAA"));
        Assert.Null(await Open.FindAsync("refused"));

        async Task RefusedAsync(string code, params (string, string)[] headers) => Assert.Equal(code, await Shop.RefusalAsync(await Open.PostAsync(body, headers), HttpStatusCode.Unauthorized));
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void A_signature_counts_for_five_minutes_either_way(int secondsAgo, bool counts)
    {
        FakeTimeProvider time = new();
        SignatureCheck signatures = new(Options.Create(new WebhookOptions { Secrets = { Shop.Secret } }), time);
        DateTimeOffset signed = time.GetUtcNow() - TimeSpan.FromSeconds(secondsAgo);
        byte[] body = "{}"u8.ToArray();
        HeaderDictionary headers = new()
        {
            [EventSignatures.IdHeader] = "msg",
            [EventSignatures.TimestampHeader] = EventSignatures.Timestamp(signed),
            [EventSignatures.SignatureHeader] = EventSignatures.StandardValue(Shop.Secret, "msg", signed, body),
        };

        SignatureVerdict verdict = signatures.Judge(headers, body);

        Assert.Equal((counts ? null : "stale_timestamp", counts ? "msg" : null), (verdict.Refusal?.Code, verdict.SignedId));
    }

    [Fact]
    public async Task A_signature_of_long_ago_is_refused()
    {
        HttpResponseMessage response = await Open.SendStandardAsync(Shop.Event("product.updated", "window", "\"title\": \"cup\""), "msg_window", ago: TimeSpan.FromHours(1));

        Assert.Equal("stale_timestamp", await Shop.RefusalAsync(response, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task The_replayable_form_can_be_switched_off()
    {
        await using Shop shop = await Shop.StartAsync(settings: [("Webhooks:AcceptLegacySignature", "false")]);
        string body = Shop.Event("product.updated", "e", "\"title\": \"cup\"");

        Assert.Equal("signature_required", await Shop.RefusalAsync(await shop.SendAsync(body), HttpStatusCode.Unauthorized));
        Assert.Equal("accepted", (await Shop.AnswerAsync(await shop.SendStandardAsync(body, "msg"))).Status);
    }

    [Fact]
    public void A_secret_that_cannot_be_one_is_found_at_the_start_and_not_told()
    {
        WebhookOptions options = new() { Secrets = { "any text", "", "whsec_not base64!" } };

        string refusal = Assert.Single(options.Validate(new ValidationContext(options))).ErrorMessage!;

        Assert.Contains("Webhooks:Secrets:2", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("base64!", refusal, StringComparison.Ordinal);
    }
}
