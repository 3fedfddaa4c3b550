using Microsoft.Extensions.Time.Testing;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

/// <summary>Which figure is told, and which is waited for, with counting that the test holds up.</summary>
public sealed class FreshFigureTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FreshFigure<string> _figure;
    private TaskCompletionSource _go = new();
    private Exception? _failure;
    private TimeSpan _takes;
    private int _counts;

    public FreshFigureTests()
    {
        _go.SetResult();
        _figure = new FreshFigure<string>(
            async cancellationToken =>
            {
                int count = Interlocked.Increment(ref _counts);
                await _go.Task.WaitAsync(cancellationToken);
                _time.Advance(_takes);
                return _failure is null ? $"figure {count}" : throw _failure;
            },
            _time);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _figure.Dispose();

    [Fact]
    public async Task A_young_figure_is_told_again_and_an_older_one_counted_anew()
    {
        Assert.Equal(["figure 1", "figure 1"], [await _figure.ReadAsync(Stop), await _figure.ReadAsync(Stop)]);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("figure 2", await _figure.ReadAsync(Stop));
    }

    [Fact]
    public async Task All_who_ask_wait_for_one_count_and_one_who_goes_away_does_not_end_it()
    {
        _go = new TaskCompletionSource();
        using CancellationTokenSource leaving = new();
        Task<string> left = _figure.ReadAsync(leaving.Token);
        Task<string>[] staying = [_figure.ReadAsync(Stop), _figure.ReadAsync(Stop)];
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        _go.SetResult();

        Assert.Equal(["figure 1", "figure 1"], await Task.WhenAll(staying));
    }

    [Fact]
    public async Task While_a_newer_one_takes_long_the_older_is_told_and_the_newer_once_it_is_there()
    {
        await _figure.ReadAsync(Stop);
        _time.Advance(TimeSpan.FromMinutes(1));
        _go = new TaskCompletionSource();
        Task<string> patient = _figure.ReadAsync(Stop);
        string told = await Eventually.HoldsAsync(_time, TimeSpan.FromSeconds(1), () => patient.IsCompleted ? patient.Result : "", figure => figure.Length > 0);
        _go.SetResult();

        Assert.Equal("figure 1", told);
        Assert.Equal("figure 2", await Eventually.HoldsAsync(() => _figure.ReadAsync(Stop), figure => figure != "figure 1"));
        Assert.Equal(2, _counts);
    }

    [Fact]
    public async Task What_takes_long_to_count_is_counted_seldom()
    {
        _takes = TimeSpan.FromSeconds(30);
        await _figure.ReadAsync(Stop);
        _takes = TimeSpan.Zero;
        _time.Advance(TimeSpan.FromMinutes(9.9));
        Assert.Equal("figure 1", await _figure.ReadAsync(Stop));
        _time.Advance(TimeSpan.FromMinutes(0.2));

        Assert.Equal("figure 2", await _figure.ReadAsync(Stop));
    }

    [Fact]
    public async Task A_count_that_failed_is_told_to_who_waited_and_tried_again_by_the_next()
    {
        _failure = new CatalogueUnavailableException("away");
        await Assert.ThrowsAsync<CatalogueUnavailableException>(() => _figure.ReadAsync(Stop));
        _failure = null;

        Assert.Equal("figure 2", await _figure.ReadAsync(Stop));
    }
}
