using CsCheck;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Tests.Catalogue;

public sealed class ProductClocksTests
{
    private static readonly ProductClocks Unknown = new(null, null, null);

    private static readonly Gen<EventParts> SomeParts = Gen.Int[0, 3].Select(i =>
        i switch { 0 => EventParts.Details, 1 => EventParts.Details | EventParts.Pictures, 2 => EventParts.Pictures, _ => EventParts.Deletion });

    private static readonly Gen<ProductClocks> AnyClocks =
        Gen.Select(Gen.Long[0, 20].Nullable(), Gen.Long[0, 20].Nullable(), Gen.Long[0, 20].Nullable(), (d, p, x) => new ProductClocks(d, p, x));

    [Fact]
    public void Each_part_takes_exactly_what_is_not_older_and_no_other_part_moves()
    {
        Gen.Select(AnyClocks, SomeParts, Gen.Long[0, 20]).Sample((before, parts, at) =>
        {
            ClockDecision decision = before.Take(parts, at);
            Check(EventParts.Details, before.Details, decision.After.Details);
            Check(EventParts.Pictures, before.Pictures, decision.After.Pictures);
            Check(EventParts.Deletion, before.Deletion, decision.After.Deletion);
            Assert.Equal(decision.Taken == EventParts.None, decision.Stale);

            void Check(EventParts part, long? was, long? now)
            {
                bool expected = parts.HasFlag(part) && (was is null || at >= was);
                Assert.Equal(expected, decision.Taken.HasFlag(part));
                Assert.Equal(expected ? at : was, now);
            }
        });
    }

    [Fact]
    public void Events_of_different_times_end_the_same_in_any_order()
    {
        Gen.Select(SomeParts.Array[1, 8], Gen.Int).Sample((parts, seed) =>
        {
            (EventParts Parts, long At)[] events = [.. parts.Select((p, i) => (p, (long)i))];
            (EventParts Parts, long At)[] shuffled = [.. events];
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(Run(events), Run(shuffled));
        });

        static (ProductClocks Clocks, bool Lives, long? Details, long? Pictures) Run(IEnumerable<(EventParts Parts, long At)> events)
        {
            ProductClocks clocks = Unknown;
            long? details = null;
            long? pictures = null;
            foreach ((EventParts parts, long at) in events)
            {
                ClockDecision decision = clocks.Take(parts, at);
                details = decision.Taken.HasFlag(EventParts.Details) ? at : details;
                pictures = decision.Taken.HasFlag(EventParts.Pictures) ? at : pictures;
                clocks = decision.After;
            }

            return (clocks, clocks.Lives, details, pictures);
        }
    }

    [Fact]
    public void At_equal_times_the_later_arrival_wins_and_a_deletion_wins_over_both()
    {
        ProductClocks written = Unknown.Take(EventParts.Details, 5).After;
        Assert.True(written.Lives);
        Assert.False(written.Take(EventParts.Details, 5).Stale);
        Assert.False(written.Take(EventParts.Deletion, 5).After.Lives);

        ProductClocks deleted = Unknown.Take(EventParts.Deletion, 5).After;
        Assert.True(deleted.Take(EventParts.Details, 5).After.Deleted);
    }

    [Fact]
    public void Details_newer_than_the_deletion_bring_the_product_back_and_pictures_do_not()
    {
        ProductClocks deleted = Unknown.Take(EventParts.Details, 4).After.Take(EventParts.Deletion, 5).After;
        Assert.False(deleted.Take(EventParts.Pictures, 6).After.Lives);
        Assert.True(deleted.Take(EventParts.Details, 6).After.Lives);
    }

    [Fact]
    public void Pictures_alone_make_no_product()
    {
        Assert.False(Unknown.Take(EventParts.Pictures, 1).After.Lives);
        Assert.False(Unknown.Take(EventParts.Pictures, 1).After.Deleted);
    }

    [Fact]
    public void A_write_that_happens_now_is_never_stale_and_has_its_effect()
    {
        Gen.Select(AnyClocks, SomeParts, Gen.Long[0, 20]).Sample((before, parts, now) =>
        {
            long at = before.TimeOfWrite(parts, now);
            ClockDecision decision = before.Take(parts, at);
            Assert.True(at >= now);
            Assert.Equal(parts, decision.Taken);
            if (parts.HasFlag(EventParts.Deletion))
            {
                Assert.True(decision.After.Deleted);
            }
            else if (parts.HasFlag(EventParts.Details))
            {
                Assert.True(decision.After.Lives);
            }
        });
    }
}
