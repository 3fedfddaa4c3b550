using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Indexing;

/// <summary>What was indexed reaches the catalogue beside the work, and nothing is lost or stopped when it does not.</summary>
public sealed class IndexingTallyTests : IAsyncLifetime
{
    private TemporaryCatalogue _catalogue = null!;
    private IndexingTally _tally = null!;
    private IndexingTallyJob _job = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _catalogue = await TemporaryCatalogue.CreateAsync();
        _tally = new IndexingTally(_catalogue.Time);
        _job = new IndexingTallyJob(
            _tally,
            _catalogue.Get<IndexingHistory>(),
            new IndexWorker(Options.Create(new IndexingOptions { Worker = "one" })),
            new IndexingHeartbeat(_catalogue.Time),
            _catalogue.Time,
            NullLogger<IndexingTallyJob>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        _job.Dispose();
        await _catalogue.DisposeAsync();
    }

    [Fact]
    public async Task Work_is_told_in_the_slice_in_which_it_was_done_and_the_rest_at_the_end()
    {
        _tally.Add(1, 2, 1);
        _catalogue.Time.Advance(TimeSpan.FromTicks(IndexingHistory.SliceTicks));
        _tally.Add(10, 20, 0);
        _tally.Add(5, 5, 0);
        await _job.StartAsync(Stop);
        await Eventually.HoldsAsync(ProductsAsync, products => products == 16);
        _tally.Add(100, 100, 0);
        await _job.StopAsync(Stop);

        Assert.Equal(116, await ProductsAsync());
        Assert.Equal("1/2/1,115/125/0", _catalogue.Scalar<string>("SELECT string_agg(products || '/' || pictures || '/' || failed_pictures, ',') FROM (SELECT * FROM indexing_slices ORDER BY at)"));
    }

    [Fact]
    public async Task A_process_without_work_gives_a_sign_of_life_a_minute()
    {
        await _job.StartAsync(Stop);
        Task<long> RowsAsync() => Task.FromResult(_catalogue.Scalar<long>("SELECT count(*) FROM indexing_slices"));
        await Eventually.HoldsAsync(RowsAsync, rows => rows == 1);
        for (int turn = 0; turn < 20; turn++)
        {
            _catalogue.Time.Advance(TimeSpan.FromSeconds(2));
        }

        await Eventually.HoldsAsync(_catalogue.Time, TimeSpan.FromSeconds(2), () => _catalogue.Scalar<long>("SELECT count(*) FROM indexing_slices"), rows => rows == 2);
        Assert.InRange(_catalogue.Scalar<long>("SELECT max(at) - min(at) FROM indexing_slices"), TimeSpan.TicksPerMinute, long.MaxValue);
        await _job.StopAsync(Stop);
        IndexingActivity activity = await _catalogue.Get<IndexingHistory>().ReadAsync(5, Stop);
        Assert.Equal("one", Assert.Single(activity.Workers).Name);
        Assert.Equal(new IndexingRate(0, 0), activity.Rate);
    }

    [Fact]
    public async Task What_the_catalogue_does_not_take_is_told_once_it_does()
    {
        _catalogue.Execute("ALTER TABLE indexing_slices RENAME TO elsewhere");
        _tally.Add(3, 3, 0);
        await _job.StartAsync(Stop);
        for (int turn = 0; turn < 5; turn++)
        {
            _catalogue.Time.Advance(TimeSpan.FromSeconds(2));
        }

        _tally.Add(4, 4, 0);
        Assert.Null(_job.ExecuteTask!.Exception);
        _catalogue.Execute("ALTER TABLE elsewhere RENAME TO indexing_slices");

        await Eventually.HoldsAsync(_catalogue.Time, TimeSpan.FromSeconds(2), () => _catalogue.Scalar<long>("SELECT coalesce(sum(products), 0) FROM indexing_slices"), products => products == 7);
        await _job.StopAsync(Stop);
    }

    [Fact]
    public void While_nothing_is_taken_the_newest_ten_minutes_are_kept()
    {
        for (int slice = 0; slice < 100; slice++)
        {
            _tally.Add(1, 0, 0);
            _catalogue.Time.Advance(TimeSpan.FromTicks(IndexingHistory.SliceTicks));
        }

        IReadOnlyList<IndexingSlice> taken = _tally.Take();
        _tally.Return(taken);

        Assert.Equal(60, taken.Count);
        Assert.Equal(IndexingSlice.BeginOf(_catalogue.Time.GetUtcNow()) - IndexingHistory.SliceTicks, taken[^1].At);
        Assert.Equal(taken, _tally.Take());
        Assert.Empty(_tally.Take());
    }

    private async Task<long> ProductsAsync() => (await _catalogue.Get<IndexingHistory>().ReadAsync(5, Stop)).Minutes.Sum(minute => minute.Products);
}
