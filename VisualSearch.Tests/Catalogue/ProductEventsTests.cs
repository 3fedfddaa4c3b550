using Microsoft.Data.Sqlite;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Catalogue.Events;
using VisualSearch.Engine.Intake;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

public sealed class ProductEventsTests : IAsyncLifetime
{
    private TemporaryCatalogue _catalogue = null!;
    private int _events;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private ProductEvents Events => _catalogue.Get<ProductEvents>();

    public async ValueTask InitializeAsync() => _catalogue = await TemporaryCatalogue.CreateAsync();

    public ValueTask DisposeAsync() => _catalogue.DisposeAsync();

    [Fact]
    public async Task A_created_product_is_there_with_what_the_event_says_and_its_change_is_told()
    {
        EventResult result = await TakeAsync(Whole(1, "cup", "https://p/a"));

        Product product = (await FindAsync())!;
        Assert.Equal(EventOutcome.Accepted, result.Outcome);
        Assert.Equal(new ChangedProduct(product.Id, 1), result.Changed);
        Assert.Equal(("cup", "https://p/a"), (product.Details.Title, Assert.Single(product.Pictures).Reference));
    }

    [Fact]
    public async Task A_repetition_has_no_second_effect()
    {
        ProductEvent first = Whole(1, "cup");
        await TakeAsync(first);
        await TakeAsync(Whole(2, "bowl"));

        EventResult again = await TakeAsync(first);

        Assert.Equal(new EventResult(EventOutcome.Duplicate, null), again);
        Assert.Equal(("bowl", 2), ((await FindAsync())!.Details.Title, (await FindAsync())!.Version));
    }

    [Fact]
    public async Task What_is_older_is_stale_and_changes_no_version()
    {
        await TakeAsync(Whole(5, "new", "https://p/a"));

        Assert.Equal(EventOutcome.Stale, (await TakeAsync(Whole(4, "old", "https://p/b"))).Outcome);
        Assert.Equal(EventOutcome.Stale, (await TakeAsync(Pictures(4, "https://p/b"))).Outcome);
        Assert.Equal(("new", 1), ((await FindAsync())!.Details.Title, (await FindAsync())!.Version));
    }

    [Fact]
    public async Task Pictures_that_came_before_their_product_are_its_pictures_and_no_longer_pending()
    {
        EventResult early = await TakeAsync(Pictures(9, "https://p/early"));
        Assert.Equal(new EventResult(EventOutcome.Accepted, null), early);
        Assert.Null(await FindAsync());
        Assert.Equal(1, (await SummariseAsync()).Pending);

        await TakeAsync(Whole(3, "cup", "https://p/older"));

        Assert.Equal("https://p/early", Assert.Single((await FindAsync())!.Pictures).Reference);
        Assert.Equal(0, (await SummariseAsync()).Pending);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_product_that_a_client_writes_takes_the_pictures_that_came_before_it_unless_it_names_its_own(bool named)
    {
        await TakeAsync(Pictures(9, "https://p/early"));

        await _catalogue.Writes.CreateAsync(new ProductDetails { Title = "cup", ExternalId = "e" }, named ? ["https://p/own"] : null, Cancelled);

        Assert.Equal(named ? "https://p/own" : "https://p/early", Assert.Single((await FindAsync())!.Pictures).Reference);
        Assert.Equal(0, (await SummariseAsync()).Pending);
    }

    [Fact]
    public async Task A_deletion_ahead_of_what_it_deletes_is_remembered()
    {
        Assert.Equal(new EventResult(EventOutcome.Accepted, null), await TakeAsync(Deleted(5)));
        Assert.Equal(new EventResult(EventOutcome.Accepted, null), await TakeAsync(Whole(4, "cup")));

        Assert.Null(await FindAsync());
        Assert.Equal(0, (await SummariseAsync()).Pending);
    }

    [Fact]
    public async Task Newer_details_bring_a_deleted_product_back_under_its_id_with_the_pictures_it_had()
    {
        await TakeAsync(Whole(1, "cup", "https://p/a"));
        ProductId id = (await FindAsync())!.Id;
        EventResult deleted = await TakeAsync(Deleted(2));
        Assert.Null(await FindAsync());

        EventResult revived = await TakeAsync(Whole(3, "cup again", pictures: null));

        Product product = (await FindAsync())!;
        Assert.Equal((id, id), (product.Id, deleted.Changed!.Value.Id));
        Assert.Equal((2, 3), (deleted.Changed!.Value.Version, revived.Changed!.Value.Version));
        Assert.Equal("https://p/a", Assert.Single(product.Pictures).Reference);
    }

    [Fact]
    public async Task A_write_by_a_client_counts_as_an_event_of_now()
    {
        _catalogue.Time.SetUtcNow(At(10));
        await _catalogue.AddAsync(new ProductDetails { Title = "by hand", ExternalId = "e" });

        Assert.Equal(EventOutcome.Stale, (await TakeAsync(Whole(9, "earlier"))).Outcome);
        Assert.Equal(EventOutcome.Accepted, (await TakeAsync(Whole(11, "later"))).Outcome);
        Assert.Equal("later", (await FindAsync())!.Details.Title);
    }

    [Fact]
    public async Task Only_the_event_about_pictures_has_known_addresses_fetched_again()
    {
        Generation generation = await _catalogue.ActivateAsync();
        await TakeAsync(Whole(1, "cup", "https://p/a", "https://p/b"));
        await _catalogue.IndexAllAsync(generation);

        await TakeAsync(Whole(2, "cup", "https://p/a", "https://p/b"));
        Assert.Equal(0, Marked());

        await TakeAsync(Pictures(3, "https://p/a", "https://p/b"));
        Assert.Equal(2, Marked());

        long Marked() => _catalogue.Scalar<long>("SELECT count(*) FROM pictures WHERE fetch = 1");
    }

    [Fact]
    public async Task An_event_that_changes_nothing_visible_wakes_nobody()
    {
        await TakeAsync(Whole(5, "cup"));

        EventResult older = await TakeAsync(Deleted(4));

        Assert.Equal(new EventResult(EventOutcome.Accepted, null), older);
        Assert.Equal(1, (await FindAsync())!.Version);
    }

    [Fact]
    public async Task A_mistake_of_ours_is_kept_as_failed_and_the_next_attempt_applies_it()
    {
        ProductEvent received = Whole(1, "cup");
        Execute("CREATE TRIGGER refuse BEFORE INSERT ON products BEGIN SELECT RAISE(ABORT, 'a mistake'); END");
        await Assert.ThrowsAnyAsync<Exception>(() => TakeAsync(received));
        Assert.Equal(1, (await SummariseAsync()).Failed);

        Execute("DROP TRIGGER refuse");
        Assert.Equal(EventOutcome.Accepted, (await TakeAsync(received)).Outcome);
        Assert.Equal((0, "cup"), ((await SummariseAsync()).Failed, (await FindAsync())!.Details.Title));
    }

    [Fact]
    public async Task A_replay_passes_an_event_that_fails_again_and_goes_on_behind_it()
    {
        _catalogue.Time.Advance(TimeSpan.FromDays(1));
        for (int number = 0; number < 45; number++)
        {
            ProductEvent received = Whole(1, "cup") with { Id = $"e{number:D2}", ExternalId = $"p{number}", Details = new ProductDetails { Title = "cup", ExternalId = $"p{number}" } };
            byte[] body = System.Text.Encoding.UTF8.GetBytes($$$"""{"event": "product.updated", "occurred_at": "{{{received.OccurredAt:O}}}", "data": {"external_id": "{{{received.ExternalId}}}", "title": "cup"}}""");
            await Events.TakeAsync(received, "bakai", body, Cancelled);
        }

        Execute("UPDATE products SET title = 'lost'");
        Execute("CREATE TRIGGER refuse BEFORE UPDATE ON products WHEN old.external_id = 'p7' BEGIN SELECT RAISE(ABORT, 'a mistake'); END");
        EventReplay replay = new(Events, _catalogue.Get<EventInbox>());

        ReplayedEvents first = await replay.RunAsync(new EventQuery(), null, 41, _ => ValueTask.CompletedTask, Cancelled);
        ReplayedEvents second = await replay.RunAsync(new EventQuery(), first.Next, 41, _ => ValueTask.CompletedTask, Cancelled);

        Assert.Equal((41, 1), (first.Events, first.Failed));
        Assert.NotNull(first.Next);
        Assert.Equal((4, 0, null), (second.Events, second.Failed, second.Next));
        Assert.Equal("e07", _catalogue.Scalar<string>("SELECT string_agg(event_id, ',') FROM webhook_events WHERE error IS NOT NULL"));
        // It was applied in its time, so that sent again it is still the same.
        Assert.Equal(45L, _catalogue.Scalar<long>($"SELECT count(*) FROM webhook_events WHERE status = {(int)WebhookEventStatus.Applied}"));
        Assert.Equal(EventOutcome.Duplicate, (await TakeAsync(Whole(1, "cup") with { Id = "e07", ExternalId = "p7" })).Outcome);
    }

    [Fact]
    public async Task A_catalogue_that_refuses_service_keeps_nothing_of_the_event()
    {
        await using (SqliteConnection other = _catalogue.Connect())
        {
            Run(other, "BEGIN IMMEDIATE");
            await Assert.ThrowsAsync<CatalogueUnavailableException>(() => TakeAsync(Whole(1, "cup")));
            Run(other, "ROLLBACK");
        }

        Assert.Equal(0L, _catalogue.Scalar<long>("SELECT count(*) FROM webhook_events"));
        Assert.Equal(EventOutcome.Accepted, (await TakeAsync(Whole(1, "cup"))).Outcome);
    }

    [Fact]
    public async Task Many_events_at_once_end_in_the_newest()
    {
        ProductEvent[] events = [.. Enumerable.Range(1, 40).Select(i => Whole(i, $"turn {i}"))];
        await Parallel.ForEachAsync(events, Cancelled, async (received, _) => await TakeAsync(received));

        Assert.Equal("turn 40", (await FindAsync())!.Details.Title);
        Assert.Equal(40L, _catalogue.Scalar<long>("SELECT count(*) FROM webhook_events"));
    }

    private static DateTimeOffset At(int minute) => new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero).AddMinutes(minute);

    private ProductEvent Whole(int minute, string title, params string[]? pictures) => Event(ProductEventKind.Updated, minute) with { Details = new ProductDetails { Title = title, ExternalId = "e" }, Pictures = pictures };

    private ProductEvent Pictures(int minute, params string[] pictures) => Event(ProductEventKind.ImageUpdated, minute) with { Pictures = pictures };

    private ProductEvent Deleted(int minute) => Event(ProductEventKind.Deleted, minute);

    private ProductEvent Event(ProductEventKind kind, int minute) =>
        new() { Id = $"evt_{Interlocked.Increment(ref _events)}", Kind = kind, ExternalId = "e", OccurredAt = At(minute), ReceivedAt = _catalogue.Time.GetUtcNow() };

    private Task<EventResult> TakeAsync(ProductEvent received) => Events.TakeAsync(received, "test", "{}"u8.ToArray(), Cancelled);

    private Task<Product?> FindAsync() => _catalogue.Reads.FindAsync(ProductKey.OfExternal("e"), Cancelled);

    private Task<EventSummary> SummariseAsync() => _catalogue.Get<EventInbox>().SummariseAsync(Cancelled);

    private void Execute(string sql)
    {
        using SqliteConnection connection = _catalogue.Connect();
        Run(connection, sql);
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Tests give constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
