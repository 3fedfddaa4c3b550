using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

/// <summary>What operators are told of the index: counts, failures and the work of late.</summary>
public abstract class OperatorFiguresContract(CatalogueKind kind)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_catalogue_counts_as_nothing()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);

        Assert.Equal(new IndexCount(0, 0, new PictureCount(0, 0, 0, 0, 0)), await catalogue.Get<IndexCounts>().ReadAsync(Stop));
        FailureCounts failures = await catalogue.Get<FailedPictures>().CountAsync(Stop);
        Assert.Empty(failures.Problems);
        Assert.Equal(0, failures.ProductsOf(null, null));
        Assert.Empty((await catalogue.Get<FailedPictures>().ListAsync(new FailureQuery(10), Stop)).Items);
    }

    [Fact]
    public async Task Every_picture_of_a_living_product_counts_once_and_a_deleted_product_not_at_all()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await FillAsync(catalogue);
        await catalogue.AddAsync("New", "https://ok/new", "https://ok/new2");

        Assert.Equal(new IndexCount(6, 1, new PictureCount(9, 3, 2, 3, 1)), await catalogue.Get<IndexCounts>().ReadAsync(Stop));
    }

    [Fact]
    public async Task A_picture_that_is_put_off_and_found_by_what_it_showed_before_counts_as_put_off()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        ProductId id = await catalogue.AddAsync("Mug", "https://ok");
        await catalogue.IndexAllAsync(generation);
        await catalogue.Get<ReindexMarks>().MarkAsync(ReindexScope.Pictures, [id], Stop);
        await catalogue.IndexAllAsync(generation, picture => new PictureWork(picture.Id, picture.Content, null, null, "away", catalogue.Time.GetUtcNow() + TimeSpan.FromHours(1)) { Problem = "unreachable" });

        Assert.Equal(new PictureCount(1, 0, 0, 0, 1), (await catalogue.Get<IndexCounts>().ReadAsync(Stop)).Pictures);
        FailedPicture failed = Assert.Single(Assert.Single((await catalogue.Get<FailedPictures>().ListAsync(new FailureQuery(10), Stop)).Items).Pictures);
        Assert.Equal((false, PictureState.Indexed), (failed.Final, failed.Picture.State));
    }

    [Fact]
    public async Task Failures_come_newest_product_first_with_their_reasons_and_what_was_asked_for_alone()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        (ProductId bad, ProductId half, ProductId late) = await FillAsync(catalogue);
        FailedPictures failures = catalogue.Get<FailedPictures>();

        FailurePage all = await failures.ListAsync(new FailureQuery(10), Stop);
        Assert.Equal([late, half, bad], all.Items.Select(item => item.Product.Id));
        Assert.Null(all.Next);
        Assert.Equal([IndexState.Indexed, IndexState.Indexed, IndexState.Failed], all.Items.Select(item => item.Product.IndexState));
        FailedPicture putOff = Assert.Single(all.Items[0].Pictures);
        Assert.Equal(("https://late", 1, "unreachable", "timed out", false, 1), (putOff.Picture.Reference, putOff.Picture.Position, putOff.Problem, putOff.Picture.Error, putOff.Final, putOff.Attempts));
        Assert.Equal(catalogue.Time.GetUtcNow() + TimeSpan.FromHours(1), putOff.NextAttemptAt);
        Assert.Equal([("https://corrupt/1", "corrupt", true, null), ("https://mystery", "unknown", true, null)], all.Items[2].Pictures.Select(p => (p.Picture.Reference, p.Problem, p.Final, p.NextAttemptAt)));

        Assert.Equal([half, bad], (await failures.ListAsync(new FailureQuery(10, Problem: "corrupt"), Stop)).Items.Select(item => item.Product.Id));
        Assert.Equal("https://corrupt/1", Assert.Single((await failures.ListAsync(new FailureQuery(10, Before: half, Problem: "corrupt"), Stop)).Items[0].Pictures).Picture.Reference);
        Assert.Equal([half, bad], (await failures.ListAsync(new FailureQuery(10, Final: true), Stop)).Items.Select(item => item.Product.Id));
        Assert.Equal([late], (await failures.ListAsync(new FailureQuery(10, Final: false), Stop)).Items.Select(item => item.Product.Id));
        Assert.Empty((await failures.ListAsync(new FailureQuery(10, Problem: "corrupt", Final: false), Stop)).Items);
    }

    [Fact]
    public async Task Pages_of_failures_hold_each_product_once_though_products_come_and_go()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        List<ProductId> made = [];
        for (int i = 0; i < 5; i++)
        {
            made.Add(await catalogue.AddAsync($"P{i}", $"https://corrupt/{i}", $"https://corrupt/{i}/b"));
        }

        await catalogue.IndexAllAsync(generation, picture => Work(catalogue, picture));
        FailedPictures failures = catalogue.Get<FailedPictures>();
        FailurePage first = await failures.ListAsync(new FailureQuery(2), Stop);
        await catalogue.Writes.DeleteAsync(ProductKey.Of(made[4]), null, Stop);
        await catalogue.Writes.DeleteAsync(ProductKey.Of(made[2]), null, Stop);
        await catalogue.AddAsync("late", "https://corrupt/late");
        await catalogue.IndexAllAsync(generation, picture => Work(catalogue, picture));
        FailurePage second = await failures.ListAsync(new FailureQuery(2, first.Next), Stop);

        Assert.Equal([made[4], made[3]], first.Items.Select(item => item.Product.Id));
        Assert.Equal([made[1], made[0]], second.Items.Select(item => item.Product.Id));
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Failures_are_counted_by_problem_by_finality_and_by_product()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await FillAsync(catalogue);

        FailureCounts counts = await catalogue.Get<FailedPictures>().CountAsync(Stop);

        Assert.Equal([new FailureCount("corrupt", 2, 2), new FailureCount("unknown", 1, 1), new FailureCount("unreachable", 1, 1)], counts.Problems);
        Assert.Equal((3, 2, 1), (counts.ProductsOf(null, null), counts.ProductsOf(null, true), counts.ProductsOf(null, false)));
        Assert.Equal((2, 2, 0), (counts.ProductsOf("corrupt", null), counts.ProductsOf("corrupt", true), counts.ProductsOf("corrupt", false)));
        Assert.Equal(0, counts.ProductsOf("too_large", null));
    }

    [Fact]
    public async Task A_picture_that_succeeds_after_all_is_no_failure_any_more()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Generation generation = await catalogue.ActivateAsync();
        await catalogue.AddAsync("Mug", "https://corrupt");
        await catalogue.IndexAllAsync(generation, picture => Work(catalogue, picture));
        FailedPictures failures = catalogue.Get<FailedPictures>();
        Assert.Equal(1, (await failures.CountAsync(Stop)).ProductsOf(null, null));

        await catalogue.Get<ReindexMarks>().MarkAsync(ReindexScope.Failed, null, Stop);
        Assert.Equal(IndexState.Pending, Assert.Single((await failures.ListAsync(new FailureQuery(10), Stop)).Items).Product.IndexState);
        await catalogue.IndexAllAsync(generation);

        Assert.Empty((await failures.ListAsync(new FailureQuery(10), Stop)).Items);
        catalogue.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, (await failures.CountAsync(Stop)).ProductsOf(null, null));
    }

    [Fact]
    public async Task The_work_of_all_processes_is_added_up_by_the_minute_and_told_by_process()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        IndexingHistory history = catalogue.Get<IndexingHistory>();
        DateTimeOffset now = catalogue.Time.GetUtcNow();
        DateTimeOffset minute = now.AddSeconds(-now.Second);
        await history.AddAsync("b", now, [Slice(now.AddMinutes(-2), 100, 200, 1), Slice(now, 5, 6, 0)], Stop);
        await history.AddAsync("a", now.AddSeconds(-5), [Slice(now.AddSeconds(-50), 45, 50, 2)], Stop);
        await history.AddAsync("b", now.AddSeconds(1), [Slice(now, 10, 10, 3)], Stop);
        await history.AddAsync("gone", now.AddMinutes(-11), [Slice(now.AddMinutes(-11), 7, 7, 7)], Stop);

        IndexingActivity activity = await history.ReadAsync(4, Stop);

        Assert.Equal(
            [new IndexingMinute(minute.AddMinutes(-3), 0, 0, 0), new IndexingMinute(minute.AddMinutes(-2), 100, 200, 1), new IndexingMinute(minute.AddMinutes(-1), 45, 50, 2), new IndexingMinute(minute, 15, 16, 3)],
            activity.Minutes);
        Assert.Equal([new IndexingWorkerActivity("a", now.AddSeconds(-5), 45), new IndexingWorkerActivity("b", now.AddSeconds(1), 15)], activity.Workers);
        // From the beginning of the first slice with work, 55 s ago.
        Assert.Equal((60 / 55d, 66 / 55d), (activity.Rate.ProductsPerSecond, activity.Rate.PicturesPerSecond));
    }

    [Fact]
    public async Task Without_work_there_are_minutes_of_nothing_and_after_a_day_work_is_forgotten()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        IndexingHistory history = catalogue.Get<IndexingHistory>();
        await history.AddAsync("a", catalogue.Time.GetUtcNow(), [Slice(catalogue.Time.GetUtcNow(), 1, 1, 0)], Stop);
        catalogue.Time.Advance(TimeSpan.FromHours(23.9));
        await catalogue.Get<Retention>().RunAsync(Stop);
        IndexingActivity day = await history.ReadAsync(IndexingHistory.MostMinutes, Stop);
        catalogue.Time.Advance(TimeSpan.FromHours(2));
        await catalogue.Get<Retention>().RunAsync(Stop);

        Assert.Equal((IndexingHistory.MostMinutes, 1), (day.Minutes.Count, day.Minutes.Sum(minute => minute.Products)));
        Assert.Equal(new IndexingRate(0, 0), day.Rate);
        Assert.Null(day.Rate.TimeFor(5));
        Assert.Equal(0L, catalogue.Scalar<long>("SELECT count(*) FROM indexing_slices"));
    }

    private static IndexingSlice Slice(DateTimeOffset at, int products, int pictures, int failed) => new(IndexingSlice.BeginOf(at), products, pictures, failed);

    /// <summary>Two products that are well, one without pictures, one that failed, one of which a picture failed, one of which a picture is put off, and a deleted one that failed.</summary>
    private static async Task<(ProductId Bad, ProductId Half, ProductId Late)> FillAsync(TemporaryCatalogue catalogue)
    {
        Generation generation = await catalogue.ActivateAsync();
        ProductId gone = await catalogue.AddAsync("Gone", "https://corrupt/gone", "https://ok/gone");
        await catalogue.AddAsync("Good", "https://ok/1");
        await catalogue.AddAsync("Plain");
        ProductId bad = await catalogue.AddAsync("Bad", "https://corrupt/1", "https://mystery");
        ProductId half = await catalogue.AddAsync("Half", "https://ok/2", "https://corrupt/2");
        ProductId late = await catalogue.AddAsync("Late", "https://ok/3", "https://late");
        await catalogue.IndexAllAsync(generation, picture => Work(catalogue, picture));
        await catalogue.Writes.DeleteAsync(ProductKey.Of(gone), null, Stop);
        await catalogue.IndexAllAsync(generation);
        return (bad, half, late);
    }

    private static PictureWork Work(TemporaryCatalogue catalogue, ClaimedPicture picture) => new Uri(picture.Reference).Host switch
    {
        "corrupt" => new PictureWork(picture.Id, null, null, null, "damaged", null) { Problem = "corrupt" },
        "mystery" => new PictureWork(picture.Id, null, null, null, "bad", null),
        "late" => new PictureWork(picture.Id, null, null, null, "timed out", catalogue.Time.GetUtcNow() + TimeSpan.FromHours(1)) { Problem = "unreachable" },
        _ => TemporaryCatalogue.Embedded(picture),
    };
}

public sealed class SqliteOperatorFiguresTests() : OperatorFiguresContract(CatalogueKind.Sqlite);

public sealed class PostgresOperatorFiguresTests() : OperatorFiguresContract(CatalogueKind.Postgres);
