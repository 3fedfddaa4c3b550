using VisualSearch.Engine;
using VisualSearch.Engine.Vectors;
using static VisualSearch.Tests.Vectors.VectorData;

namespace VisualSearch.Tests.Contracts;

/// <summary>What every <see cref="IVectorStore"/> must do. Names of collections are this run's own, so that a store may be shared.</summary>
public abstract class VectorStoreContract : IAsyncLifetime
{
    private readonly string _prefix = $"contract-{Guid.NewGuid():N}-";
    private readonly HashSet<string> _made = [];
    private IVectorStore? _store;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IVectorStore Store => _store!;

    [Fact]
    public async Task A_collection_that_was_not_there_is_fresh_and_empty_and_can_be_used_at_once()
    {
        OpenedCollection opened = await Store.OpenAsync(Named("new"), Cancellation);

        Assert.True(opened.Fresh);
        Assert.Equal(4, opened.Index.Dimension);
        Assert.Equal(0, await opened.Index.CountAsync(Cancellation));
        await opened.Index.ApplyAsync([Product(1, 1, Vector(1, 0, 0, 0))], Cancellation);
        Assert.Single(await opened.Index.SearchAsync(Query([1, 0, 0, 0]), Cancellation));
    }

    [Fact]
    public async Task A_confirmed_collection_is_taken_as_it_is()
    {
        OpenedCollection first = await Store.OpenAsync(Named("kept"), Cancellation);
        await Store.ConfirmAsync(Named("kept"), Cancellation);
        await first.Index.ApplyAsync([Product(1, 1, Vector(1, 0, 0, 0))], Cancellation);

        OpenedCollection again = await Store.OpenAsync(Named("kept"), Cancellation);

        Assert.False(again.Fresh);
        Assert.Equal(1, await again.Index.CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_collection_that_nobody_confirmed_stays_fresh()
    {
        await Store.OpenAsync(Named("unconfirmed"), Cancellation);

        Assert.True((await Store.OpenAsync(Named("unconfirmed"), Cancellation)).Fresh);
    }

    [Fact]
    public async Task Another_epoch_makes_the_collection_anew()
    {
        OpenedCollection first = await Store.OpenAsync(Named("renewed"), Cancellation);
        await Store.ConfirmAsync(Named("renewed"), Cancellation);
        await first.Index.ApplyAsync([Product(1, 1, Vector(1, 0, 0, 0))], Cancellation);

        OpenedCollection renewed = await Store.OpenAsync(Named("renewed") with { Epoch = "2" }, Cancellation);

        Assert.True(renewed.Fresh);
        Assert.Equal(0, await renewed.Index.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Another_dimension_makes_the_collection_anew()
    {
        await Store.OpenAsync(Named("resized"), Cancellation);
        await Store.ConfirmAsync(Named("resized"), Cancellation);

        OpenedCollection resized = await Store.OpenAsync(Named("resized") with { Dimension = 2 }, Cancellation);

        Assert.True(resized.Fresh);
        await resized.Index.ApplyAsync([Product(1, 1, Vector(1, 0))], Cancellation);
    }

    [Fact]
    public async Task Who_confirms_an_epoch_that_is_gone_confirms_nothing()
    {
        await Store.OpenAsync(Named("overtaken"), Cancellation);
        await Store.OpenAsync(Named("overtaken") with { Epoch = "2" }, Cancellation);

        await Store.ConfirmAsync(Named("overtaken"), Cancellation);
        await Store.ConfirmAsync(Named("never-opened"), Cancellation);

        Assert.True((await Store.OpenAsync(Named("overtaken") with { Epoch = "2" }, Cancellation)).Fresh);
    }

    [Fact]
    public async Task A_dropped_collection_is_gone_and_comes_back_fresh()
    {
        OpenedCollection first = await Store.OpenAsync(Named("dropped"), Cancellation);
        await Store.ConfirmAsync(Named("dropped"), Cancellation);
        await first.Index.ApplyAsync([Product(1, 1, Vector(1, 0, 0, 0))], Cancellation);

        await Store.DropAsync(Named("dropped").Name, Cancellation);
        await Store.DropAsync(Named("dropped").Name, Cancellation);

        Assert.Empty(await Store.ListAsync(_prefix + "dropped", Cancellation));
        OpenedCollection again = await Store.OpenAsync(Named("dropped"), Cancellation);
        Assert.True(again.Fresh);
        Assert.Equal(0, await again.Index.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Collections_are_listed_by_the_beginning_of_their_names()
    {
        foreach (string name in new[] { "list-b", "list-a", "other" })
        {
            await Store.OpenAsync(Named(name), Cancellation);
        }

        Assert.Equal([_prefix + "list-a", _prefix + "list-b"], await Store.ListAsync(_prefix + "list", Cancellation));
    }

    [Fact]
    public async Task Two_collections_know_nothing_of_each_other()
    {
        IVectorIndex one = (await Store.OpenAsync(Named("one"), Cancellation)).Index;
        IVectorIndex other = (await Store.OpenAsync(Named("two") with { Dimension = 2 }, Cancellation)).Index;

        await one.ApplyAsync([Product(1, 1, Vector(1, 0, 0, 0))], Cancellation);
        await other.ApplyAsync([Product(2, 1, Vector(1, 0))], Cancellation);

        Assert.Equal(new ProductId(1), Assert.Single(await one.SearchAsync(Query([1, 0, 0, 0]), Cancellation)).Product);
        Assert.Equal(new ProductId(2), Assert.Single(await other.SearchAsync(Query([1, 0]), Cancellation)).Product);
    }

    [Fact]
    public async Task Several_who_open_one_collection_at_once_all_get_it()
    {
        OpenedCollection[] opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.OpenAsync(Named("raced"), Cancellation), Cancellation)));

        Assert.All(opened, one => Assert.True(one.Fresh));
        await opened[0].Index.ApplyAsync([Product(1, 1, Vector(1, 0, 0, 0))], Cancellation);
        Assert.Equal(1, await opened[7].Index.CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_store_that_works_answers_a_probe_and_takes_a_public_name()
    {
        await Store.OpenAsync(Named("announced"), Cancellation);

        await Store.AnnounceAsync(Named("announced").Name, _prefix + "public", Cancellation);
        await Store.ProbeAsync(Named("announced").Name, Cancellation);
        Assert.True((await Assert.ThrowsAsync<VectorIndexUnavailableException>(() => Store.ProbeAsync(Named("gone").Name, Cancellation))).CollectionLost);

        Assert.Equal([_prefix + "announced"], await Store.ListAsync(_prefix, Cancellation));
    }

    public async ValueTask InitializeAsync() => _store = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (string name in _made)
        {
            await Store.DropAsync(name, CancellationToken.None);
        }

        (Store as IDisposable)?.Dispose();
    }

    /// <summary>A store of its own, or one that others use as well.</summary>
    protected abstract Task<IVectorStore> CreateAsync();

    private VectorCollection Named(string name)
    {
        _made.Add(_prefix + name);
        return new VectorCollection(_prefix + name, 4, "1");
    }
}
